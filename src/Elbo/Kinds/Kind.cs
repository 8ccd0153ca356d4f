using System.Text.Json.Serialization;

namespace Elbo;

/// <summary>
/// A named choice within a family, such as a likelihood or an objective, with its own settings: a sealed record in one file. It is a value,
/// equal to another of the same type and settings; in <c>run.json</c> it is an object of its name and its settings.
/// </summary>
public abstract record Kind
{
    /// <summary>The name that the command line uses, such as <c>free-bits</c>.</summary>
    [JsonIgnore]
    public string Name => Catalog.Of(GetType()).NameOf(GetType());

    /// <summary>Its name and its settings, for display: <c>IWAE(5), DReG</c>.</summary>
    public virtual string Describe() => Name;

    /// <summary>
    /// Validation errors of its settings, one sentence each: the value found, the range allowed, what to do. Default those that the
    /// <see cref="SettingAttribute"/>s find; an override adds what they cannot say.
    /// </summary>
    protected internal virtual IEnumerable<string> Faults() => Setting.Faults(this);
}
