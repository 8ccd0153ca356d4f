using System.Globalization;
using System.Text.RegularExpressions;

namespace Elbo.Runs;

/// <summary>Where a run's options came from, for the record.</summary>
/// <param name="Recipe">The recipe's name, or null.</param>
/// <param name="Command">The command line that repeats the run, or null.</param>
public sealed partial record RunOrigin(string? Recipe, string? Command)
{
    /// <summary>The command line that repeats a run which was resumed with another number of epochs.</summary>
    internal static string WithEpochs(string command, int epochs)
    {
        var option = string.Create(CultureInfo.InvariantCulture, $" --epochs {epochs}");
        return EpochsOption().IsMatch(command) ? EpochsOption().Replace(command, option) : command + option;
    }

    [GeneratedRegex(@" --epochs[ =]\d+(?=\s|$)")]
    private static partial Regex EpochsOption();
}
