namespace Folding.LinearAlgebra;

/// <summary>The variables of an elimination, filed by degree: a doubly linked list for each degree, and the least degree that may have one.</summary>
internal sealed class DegreeLists
{
    private const int None = -1;

    private readonly int[] _head;
    private readonly int[] _next;
    private readonly int[] _previous;
    private readonly int[] _degree;
    private int _minimum;

    public DegreeLists(int order)
    {
        _head = new int[order + 1];
        Array.Fill(_head, None);
        (_next, _previous, _degree) = (new int[order], new int[order], new int[order]);
    }

    public void Insert(int variable, int degree)
    {
        var first = _head[degree];
        (_next[variable], _previous[variable], _degree[variable]) = (first, None, degree);
        if (first != None) _previous[first] = variable;
        _head[degree] = variable;
        if (degree < _minimum) _minimum = degree;
    }

    public void Remove(int variable)
    {
        int next = _next[variable], previous = _previous[variable];
        if (previous == None) _head[_degree[variable]] = next;
        else _next[previous] = next;
        if (next != None) _previous[next] = previous;
    }

    /// <summary>Takes out a variable of least degree; there must be one.</summary>
    public int TakeMinimum()
    {
        while (_head[_minimum] == None) _minimum++;
        var variable = _head[_minimum];
        Remove(variable);
        return variable;
    }
}
