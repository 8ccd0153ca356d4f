namespace Elbo.Reports;

/// <summary>How much a verdict or a finding should worry.</summary>
public enum Severity
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Worth a look.</summary>
    Warning,

    /// <summary>Wrong; the numbers should not be used before it is mended.</summary>
    Bad,
}
