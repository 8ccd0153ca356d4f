using System.CommandLine;
using System.CommandLine.Completions;
using System.Text.Json.Nodes;
using Elbo.Settings;

namespace Elbo.Cli;

/// <summary>The settings of a training as options of a verb.</summary>
internal sealed class SettingOptions
{
    private readonly List<(SettingRow Row, Option<JsonNode?> Option)> options;

    /// <summary>All settings, or those that are named.</summary>
    public SettingOptions(params string[] names) =>
        options = [.. SettingTable.Rows.Where(row => names.Length == 0 || names.Contains(row.Name)).Select(row => (row, Option(row)))];

    public void AddTo(Command command)
    {
        foreach (var (_, option) in options)
            command.Options.Add(option);
    }

    /// <summary>The settings on the command line.</summary>
    public SettingValues Read(ParseResult parsed) =>
        options.Aggregate(new SettingValues(), (given, entry) => parsed.GetValue(entry.Option) is { } value ? given.With(entry.Row.Name, value) : given);

    private static Option<JsonNode?> Option(SettingRow row) => new Option<JsonNode?>($"--{row.Name}")
    {
        CompletionSources = { _ => row.Choices.Select(choice => new CompletionItem(choice)) },
        Description = row.Description,
        HelpName = row.Symbol,
        CustomParser = result =>
        {
            try
            {
                return row.Setting.Parse(result.Tokens[0].Value);
            }
            catch (OptionsException e)
            {
                result.AddError(e.Message);
                return null;
            }
        },
    }.Under(row.Group, isRare: !row.Setting.IsCommon, Summaries(row));

    /// <summary>The kinds of a family, each with its summary.</summary>
    private static IReadOnlyList<(string, string)> Summaries(SettingRow row) =>
        row.Setting.Family is { } family ? [.. family.Members.Where(kind => kind.IsChosen).Select(kind => (kind.Name, kind.Summary))] : [];
}
