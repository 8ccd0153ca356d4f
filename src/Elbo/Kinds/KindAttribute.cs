namespace Elbo;

/// <summary>Names a kind for the command line, recipes and run folders.</summary>
/// <param name="name">In kebab-case: <c>free-bits</c>. In JSON with an underscore for each hyphen.</param>
/// <param name="summary">One line on what it is.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class KindAttribute(string name, string summary) : Attribute
{
    /// <summary>The name, in kebab-case.</summary>
    public string Name { get; } = name;

    /// <summary>What it is.</summary>
    public string Summary { get; } = summary;

    /// <summary>Its place in lists; kinds without one follow, by name.</summary>
    public int Order { get; init; } = int.MaxValue;

    /// <summary>False for a kind that follows from the data and is never chosen by name.</summary>
    public bool IsChosen { get; init; } = true;

    /// <summary>True if its settings choose it when no kind is named: <c>--lr-steps</c> means the schedule step.</summary>
    public bool IsImplied { get; init; }
}

/// <summary>Makes an abstract record the base of a family of kinds.</summary>
/// <param name="word">The word for one of them: <c>likelihood</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class FamilyAttribute(string word) : Attribute
{
    public string Word { get; } = word;
}
