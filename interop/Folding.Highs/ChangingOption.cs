namespace Folding.Highs;

/// <summary>A numeric option that is changed for some runs. HiGHS searches options by name, so it is written only where it differs.</summary>
internal sealed unsafe class ChangingOption
{
    private readonly void* _highs;
    private readonly string _name;
    private readonly bool _isInteger;
    private readonly bool _isCallers;
    private readonly double _given;
    private double _now;

    /// <param name="highs">The instance, with the caller's options written.</param>
    /// <param name="options">The caller's options.</param>
    /// <param name="name">The native name of an integer or a number.</param>
    public ChangingOption(void* highs, HighsOptions options, string name)
    {
        _highs = highs;
        (_name, _isCallers) = (name, options.Named.ContainsKey(name));
        int type, integer;
        double number;
        _ = HighsNative.Highs_getOptionType(highs, name, &type);
        _isInteger = type == (int)HighsOptionType.Int;
        if (_isInteger && HighsNative.Highs_getIntOptionValue(highs, name, &integer) == HighsStatus.Ok) _given = integer;
        else if (!_isInteger && HighsNative.Highs_getDoubleOptionValue(highs, name, &number) == HighsStatus.Ok) _given = number;
        _now = _given;
    }

    /// <summary>As the caller's options have it.</summary>
    public void Restore() => Force(_given);

    /// <summary>A value, unless the caller has named one.</summary>
    public void Prefer(double value) => Force(_isCallers ? _given : value);

    /// <summary>A value, whatever the caller has named.</summary>
    public void Force(double value)
    {
        if (_now == value) return;
        _ = _isInteger ? HighsNative.Highs_setIntOptionValue(_highs, _name, (int)value) : HighsNative.Highs_setDoubleOptionValue(_highs, _name, value);
        _now = value;
    }
}
