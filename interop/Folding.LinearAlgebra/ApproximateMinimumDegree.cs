using System.Buffers;
using System.Runtime.CompilerServices;
using Folding.Problems;

namespace Folding.LinearAlgebra;

/// <summary>
/// The approximate minimum degree ordering (Amestoy, Davis and Duff, SIAM J. Matrix Anal. Appl. 17, 1996).
/// The graph of the partly eliminated matrix is a quotient graph: a variable i lists the elements (eliminated pivots) and the
/// variables it touches, an element e lists its variables L_e, the pattern of its column of the factor. Eliminating pivot p makes
/// <c>L_p = (A_p u union of L_e, e in E_p) \ p</c>, which absorbs those e. The exact external degree of i in L_p is replaced by the bound
/// <c>min( n - k, d_i + |L_p \ i|, |A_i \ i| + |L_p \ i| + sum over e of |L_e \ L_p| )</c>.
/// Variables with equal lists become one supervariable; a variable left with nothing but p is eliminated with p.
/// </summary>
internal sealed class ApproximateMinimumDegree
{
    private const int None = -1;
    private const int Element = -1; // value of _elementCount for an eliminated pivot

    private readonly int _order;
    private readonly int[] _list;          // all adjacency lists
    private readonly int[] _start;         // list of a node: _list[_start .. _start + _length)
    private readonly int[] _length;
    private readonly int[] _elementCount;  // the first so many entries of a variable's list are elements
    private readonly int[] _size;          // columns in a supervariable; 0 when absorbed; negative while in the current element
    private readonly int[] _degree;        // approximate external degree; for an element the number of columns in its list
    private readonly int[] _stamp;         // elements: 0 when absorbed; variables: scratch for the comparison of lists
    private readonly DegreeLists _degrees;
    private readonly bool[] _isDense;
    private readonly int[] _hashHead;
    private readonly int[] _hashNext;
    private readonly int[] _hash;
    private readonly int[] _memberNext;    // columns that are eliminated together, as a chain
    private readonly int[] _memberLast;
    private int _free;                     // first unused position of _list
    private int _mark = 1;
    private int _largestElement;
    private int _eliminated;

    private ApproximateMinimumDegree(SparsityPattern upper)
    {
        var n = _order = upper.Columns;
        var graph = new AdjacencyLists(upper);
        (_list, _start, _length, _degree, _isDense) = (graph.Rows, graph.Start, graph.Length, graph.Degree, graph.IsDense);
        _free = _start[n];
        _elementCount = new int[n];
        _size = Array.ConvertAll(_isDense, static dense => dense ? 0 : 1);
        _stamp = new int[n];
        _degrees = new(n);
        _hashHead = new int[n];
        _hashNext = new int[n];
        _hash = new int[n];
        _memberNext = new int[n];
        _memberLast = new int[n];
    }

    /// <summary>The elimination order: entry k is the original index of the k-th pivot.</summary>
    public static int[] Order(SparsityPattern upper)
    {
        var graph = new ApproximateMinimumDegree(upper);
        var order = graph.Run();
        ArrayPool<int>.Shared.Return(graph._list);
        return order;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int[] Run()
    {
        var n = _order;
        Array.Fill(_hashHead, None);
        Array.Fill(_memberNext, None);
        var pivots = new int[n];
        var pivotCount = 0;
        var dense = new List<int>();
        for (var i = n - 1; i >= 0; i--)
        {
            _memberLast[i] = i;
            _stamp[i] = 1;
            if (_isDense[i])
            {
                // A nearly full row makes every bound useless and is best eliminated last.
                dense.Add(i);
                _eliminated++;
                continue;
            }

            _degrees.Insert(i, _degree[i]);
        }

        while (_eliminated < n)
        {
            var pivot = _degrees.TakeMinimum();
            pivots[pivotCount++] = pivot;
            _eliminated += _size[pivot];
            Eliminate(pivot);
        }

        var order = new int[n];
        var next = 0;
        for (var k = 0; k < pivotCount; k++)
        {
            for (var i = pivots[k]; i != None; i = _memberNext[i]) order[next++] = i;
        }

        dense.Sort((a, b) => _length[a] != _length[b] ? _length[a].CompareTo(_length[b]) : a.CompareTo(b));
        foreach (var i in dense) order[next++] = i;
        return order;
    }

    private void Eliminate(int pivot)
    {
        var columns = FormElement(pivot);
        MeasureElements(pivot);
        _largestElement = Math.Max(_largestElement, columns);
        columns = UpdateDegrees(pivot, columns);
        _mark += _largestElement + 1;
        MergeIndistinguishable(pivot);
        FinishElement(pivot, columns);
        if (_mark > int.MaxValue - (4 * (_order + 1))) ResetStamps();
    }

    /// <summary>Builds L_p, marks its variables by a negative size, takes them off the degree lists; returns the number of columns in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int FormElement(int pivot)
    {
        var elements = _elementCount[pivot];
        var variables = _length[pivot] - elements;
        if (elements > 0)
        {
            var needed = variables;
            for (var p = _start[pivot]; p < _start[pivot] + elements; p++) needed += _length[_list[p]];
            if (_free + Math.Min(needed, _order) > _list.Length) Compact();
        }

        var from = _start[pivot];
        _size[pivot] = -_size[pivot];
        var first = elements > 0 ? _free : from;
        var write = first;
        var columns = 0;
        for (var p = from; p < from + elements; p++)
        {
            var e = _list[p];
            if (_stamp[e] == 0) continue;
            columns += Gather(_start[e], _length[e], ref write);
            _stamp[e] = 0;
        }

        columns += Gather(from + elements, variables, ref write);
        _start[pivot] = first;
        _length[pivot] = write - first;
        _elementCount[pivot] = Element;
        if (elements > 0) _free = write;
        return columns;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Gather(int from, int count, ref int write)
    {
        var columns = 0;
        for (var p = from; p < from + count; p++)
        {
            var i = _list[p];
            var size = _size[i];
            if (size <= 0) continue;
            columns += size;
            _size[i] = -size;
            _list[write++] = i;
            _degrees.Remove(i);
        }

        return columns;
    }

    /// <summary>Leaves <c>_mark + |L_e \ L_p|</c> in the stamp of every element e that touches L_p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MeasureElements(int pivot)
    {
        var end = _start[pivot] + _length[pivot];
        for (var q = _start[pivot]; q < end; q++)
        {
            var i = _list[q];
            var size = -_size[i];
            var last = _start[i] + _elementCount[i];
            for (var p = _start[i]; p < last; p++)
            {
                var e = _list[p];
                var stamp = _stamp[e];
                if (stamp >= _mark) _stamp[e] = stamp - size;
                else if (stamp != 0) _stamp[e] = _degree[e] + _mark - size;
            }
        }
    }

    /// <summary>Prunes the lists of the variables in L_p, bounds their degrees, eliminates those left with p alone; returns the columns that remain in L_p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int UpdateDegrees(int pivot, int columns)
    {
        var end = _start[pivot] + _length[pivot];
        for (var q = _start[pivot]; q < end; q++)
        {
            var i = _list[q];
            var first = _start[i];
            var write = first;
            var degree = 0;
            var hash = 0u;
            var elementsEnd = first + _elementCount[i];
            for (var p = first; p < elementsEnd; p++)
            {
                var e = _list[p];
                if (_stamp[e] == 0) continue;
                var outside = _stamp[e] - _mark;
                if (outside > 0)
                {
                    degree += outside;
                    hash += (uint)e;
                    _list[write++] = e;
                }
                else
                {
                    _stamp[e] = 0; // L_e lies inside L_p: aggressive absorption
                }
            }

            var elements = write - first;
            for (var p = elementsEnd; p < first + _length[i]; p++)
            {
                var j = _list[p];
                var size = _size[j];
                if (size <= 0) continue;
                degree += size;
                hash += (uint)j;
                _list[write++] = j;
            }

            if (degree == 0)
            {
                var size = -_size[i];
                columns -= size;
                _eliminated += size;
                _size[i] = 0;
                Append(pivot, i);
                continue;
            }

            // The list lost at least the pivot or an element it absorbed, so there is room for the new element.
            _list[write] = _list[first + elements];
            _list[first + elements] = pivot;
            _elementCount[i] = elements + 1;
            _length[i] = write + 1 - first;
            _degree[i] = Math.Min(_degree[i], degree);
            var bucket = (int)(hash % (uint)_order);
            _hash[i] = bucket;
            _hashNext[i] = _hashHead[bucket];
            _hashHead[bucket] = i;
        }

        return columns;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MergeIndistinguishable(int pivot)
    {
        var end = _start[pivot] + _length[pivot];
        for (var q = _start[pivot]; q < end; q++)
        {
            if (_size[_list[q]] == 0) continue;
            var bucket = _hash[_list[q]];
            var i = _hashHead[bucket];
            _hashHead[bucket] = None;
            for (; i != None && _hashNext[i] != None; i = _hashNext[i])
            {
                for (var p = _start[i]; p < _start[i] + _length[i]; p++) _stamp[_list[p]] = _mark;
                var previous = i;
                for (var j = _hashNext[i]; j != None; j = _hashNext[j])
                {
                    if (!HasStampedList(j, _length[i], _elementCount[i]))
                    {
                        previous = j;
                        continue;
                    }

                    _size[i] += _size[j];
                    _size[j] = 0;
                    Append(i, j);
                    _hashNext[previous] = _hashNext[j];
                }

                _mark++;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool HasStampedList(int j, int length, int elements)
    {
        if (_length[j] != length || _elementCount[j] != elements) return false;
        for (var p = _start[j]; p < _start[j] + length; p++)
        {
            if (_stamp[_list[p]] != _mark) return false;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FinishElement(int pivot, int columns)
    {
        var write = _start[pivot];
        var end = write + _length[pivot];
        var remaining = _order - _eliminated;
        for (var q = write; q < end; q++)
        {
            var i = _list[q];
            var size = -_size[i];
            if (size == 0) continue;
            _size[i] = size;
            _degree[i] = Math.Min(_degree[i] + columns - size, remaining - size);
            _degrees.Insert(i, _degree[i]);
            _list[write++] = i;
        }

        if (end == _free) _free = write;
        _length[pivot] = write - _start[pivot];
        _degree[pivot] = columns;
        _stamp[pivot] = _length[pivot] == 0 ? 0 : _mark++;
    }

    /// <summary>Moves the lists of live nodes to the front, in their present order in memory.</summary>
    private void Compact()
    {
        // The first entry of a live list is swapped with a tag that says whose list it is.
        for (var i = 0; i < _order; i++)
        {
            var live = _length[i] > 0 && (_elementCount[i] == Element ? _stamp[i] != 0 : _size[i] > 0);
            if (!live) continue;
            var first = _list[_start[i]];
            _list[_start[i]] = ~i;
            _start[i] = first;
        }

        var write = 0;
        for (var read = 0; read < _free;)
        {
            if (_list[read] >= 0)
            {
                read++;
                continue;
            }

            var i = ~_list[read];
            var length = _length[i];
            _list[write] = _start[i];
            _start[i] = write;
            for (var k = 1; k < length; k++) _list[write + k] = _list[read + k];
            write += length;
            read += length;
        }

        _free = write;
    }

    private void ResetStamps()
    {
        for (var i = 0; i < _order; i++)
        {
            if (_stamp[i] != 0) _stamp[i] = 1;
        }

        _mark = 2;
    }

    private void Append(int to, int member)
    {
        _memberNext[_memberLast[to]] = member;
        _memberLast[to] = _memberLast[member];
    }
}
