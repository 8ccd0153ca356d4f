namespace Elbo.Evaluation;

/// <summary>How much a finding matters.</summary>
public enum Severity
{
    /// <summary>For information.</summary>
    Info,

    /// <summary>The model works, but less well than it could, or its numbers mislead.</summary>
    Warning,

    /// <summary>The model does not do what it was trained for.</summary>
    Error,
}

/// <summary>An observation by the doctor about a trained model.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Title">The problem in a few words.</param>
/// <param name="Evidence">The numbers that show it.</param>
/// <param name="Remedy">What to do, naming an option.</param>
public sealed record Finding(Severity Severity, string Title, string Evidence, string Remedy);
