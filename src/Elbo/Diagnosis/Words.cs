using Elbo.Evaluation;

namespace Elbo.Diagnosis;

/// <summary>Sentences with numbers, for people.</summary>
internal static class Words
{
    /// <summary>The text, its numbers in the invariant culture with a true minus sign.</summary>
    public static string Say(FormattableString text) => text.ToString(Numbers.Culture);
}
