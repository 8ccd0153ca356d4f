namespace Elbo;

/// <summary>
/// Makes a property a setting: a named value that the command line, recipes, the studio's form, error messages and the tables of the docs know.
/// The property has an init accessor and a default; its type is a number, a list of whole numbers, an enum, text, or anything that has a JSON form
/// of one string.
/// </summary>
/// <param name="name">The option of the command line without its dashes, in kebab-case: <c>free-bits</c>. In JSON with an underscore for each hyphen.</param>
/// <param name="help">What it does, in a sentence without its full stop; the default and the kinds that have it are added.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string name, string help) : Attribute
{
    /// <summary>The option's name.</summary>
    public string Name { get; } = name;

    /// <summary>What it does.</summary>
    public string Help { get; } = help;

    /// <summary>The least value allowed, of each number of a list. Default NaN: no limit.</summary>
    public double Min { get; init; } = double.NaN;

    /// <summary>The greatest value allowed, of each number of a list. Default NaN: no limit.</summary>
    public double Max { get; init; } = double.NaN;

    /// <summary>The value must be above it. Default NaN: no limit.</summary>
    public double Above { get; init; } = double.NaN;

    /// <summary>The value must be below it. Default NaN: no limit.</summary>
    public double Below { get; init; } = double.NaN;

    /// <summary>The values allowed, in words, if they are not a range: <c>cpu, cuda or cuda:N</c>.</summary>
    public string? Allowed { get; init; }

    /// <summary>The values to choose from, of a text. Default: any text.</summary>
    public string[] Choices { get; init; } = [];

    /// <summary>A value for error messages. Default: the default value.</summary>
    public string? Example { get; init; }

    /// <summary>The default in words, if the value is not shown: <c>one per core</c>.</summary>
    public string? Default { get; init; }

    /// <summary>The symbol of the value in help: <c>W,W…</c>. Default by type.</summary>
    public string? Symbol { get; init; }

    /// <summary>
    /// Properties that are reset to null if this setting is given and theirs are not. Two settings that replace each other cannot be given together.
    /// </summary>
    public string[] Replaces { get; init; } = [];

    /// <summary>True if a continued run may have another value.</summary>
    public bool MayChangeOnResume { get; init; }

    /// <summary>The heading that help shows it under. Default: that of the setting declared before it; for a kind's, that of the choice of the kind.</summary>
    public string? Group { get; init; }

    /// <summary>True if a form and a help page show it at once.</summary>
    public bool IsCommon { get; init; }
}
