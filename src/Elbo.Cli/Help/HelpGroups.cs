using System.Collections.Immutable;
using Elbo.Settings;

namespace Elbo.Cli;

/// <summary>The headings of long help pages. Those of settings are <see cref="SettingRow.Group"/>.</summary>
internal static class HelpGroups
{
    public const string Data = "Data", Run = "Run";

    /// <summary>In display order.</summary>
    public static ImmutableArray<string> All { get; } = [Data, .. SettingTable.Groups, Run];
}
