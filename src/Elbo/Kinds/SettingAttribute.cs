namespace Elbo;

/// <summary>
/// Makes a property a setting: an option of the command line, a key of recipes, a field of the studio's form, a row of the tables in the docs,
/// and a check of its range. Its type is a number, an enum, a text, a list of whole numbers, a type with a static <c>Parse(string)</c>, or the
/// base of a family of kinds; its default is the property's value in a new object.
/// </summary>
/// <param name="option">The option's name without dashes, in kebab-case: <c>lr-steps</c>.</param>
/// <param name="help">One line on what it is, without its default.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string option, string help) : Attribute
{
    /// <summary>The option's name without dashes.</summary>
    public string Option { get; } = option;

    /// <summary>What it is.</summary>
    public string Help { get; } = help;

    /// <summary>The least value. Default: no limit.</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>The largest value. Default: no limit.</summary>
    public double Max { get; init; } = double.PositiveInfinity;

    /// <summary>True if <see cref="Min"/> itself is not allowed.</summary>
    public bool Above { get; init; }

    /// <summary>True if <see cref="Max"/> itself is not allowed.</summary>
    public bool Below { get; init; }

    /// <summary>What follows the range in an error, such as <c>for pixels in [0, 1]</c>.</summary>
    public string? Note { get; init; }

    /// <summary>A valid value for the remedy in an error, where the default is not one.</summary>
    public string? Example { get; init; }

    /// <summary>The default in words, where it depends on other settings or on the data.</summary>
    public string? Default { get; init; }

    /// <summary>What stands for the value in help: <c>K</c>, <c>W,W…</c>. Default <c>N</c> or <c>X</c>.</summary>
    public string? Placeholder { get; init; }

    /// <summary>True if a run may be resumed with another value.</summary>
    public bool MayChangeOnResume { get; init; }

    /// <summary>True if a first training is likely to change it; a form shows these at once.</summary>
    public bool IsCommon { get; init; }

    /// <summary>True if the setting chooses its kind where none is named.</summary>
    public bool ImpliesKind { get; init; }

    /// <summary>The option without which this one means nothing.</summary>
    public string? Needs { get; init; }

    /// <summary>The options, separated by commas, that this one replaces in a recipe below it.</summary>
    public string? Replaces { get; init; }

    /// <summary>The option that cannot be given together with this one.</summary>
    public string? Excludes { get; init; }
}
