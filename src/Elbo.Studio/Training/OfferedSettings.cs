using Elbo.Models;
using Elbo.Runs.Sessions;
using Elbo.Settings;
using Elbo.Training;

namespace Elbo.Studio.Training;

/// <summary>The settings that a form offers for data, with those of their choices in which the rules of the data find no fault: a table is offered no
/// likelihood of pixels and no convolutional net.</summary>
internal static class OfferedSettings
{
    /// <summary>The rows of the table of settings, in its order.</summary>
    /// <param name="data">A data set or a path; null while none is chosen, where everything is offered.</param>
    /// <returns>A choice of which fewer than two are left is not among them.</returns>
    public static IReadOnlyList<SettingRow> For(string? data)
    {
        if (data is null)
            return SettingTable.Rows;
        var rules = SchemaRules.ForData(data);
        var fitting = SettingTable.Rows.Where(row => row.Owner is null && row.Choices.Count > 0)
            .ToDictionary(row => row.Name, row => (IReadOnlyList<string>)[.. row.Choices.Where(choice => Fits(row, choice, data, rules))]);
        return [.. SettingTable.Rows.Select(row =>
            rules.Unknown.Contains(row.Name) ? null
            : row.Owner is { } family ? row.Kinds.Intersect(fitting[SettingTable.ChoiceOf(family).Name]).Any() ? row : null
            : !fitting.TryGetValue(row.Name, out var choices) ? row
            : choices.Count == row.Choices.Count ? row
            : choices.Count > 1 ? row with { Choices = choices } : null).OfType<SettingRow>()];
    }

    /// <summary>The defaults for this data that differ from those of the table of settings, by option name: a table has a smaller net, few images more
    /// epochs.</summary>
    /// <param name="data">A data set or a path; null while none is chosen.</param>
    /// <param name="found">What was found in it, if it has been read.</param>
    /// <param name="given">The options that are filled in; null, with a recipe, chooses nothing by what was found.</param>
    public static IReadOnlyDictionary<string, string> Usual(string? data, FoundData? found = null, IReadOnlyDictionary<string, string>? given = null)
    {
        if (data is null)
            return new Dictionary<string, string>();
        var (rules, images) = (SchemaRules.ForData(data), new VaeOptions());
        var usual = SettingValues.Of(rules.UsualModel, rules.UsualTraining(rules.UsualModel)).ToJson();
        var general = SettingValues.Of(images, TrainingOptions.For(images)).ToJson();
        var chosen = found is not null && Read(given) is { } settings ? rules.Choice(found.Shape, found.Count, settings)?.Options.ToJson() : null;
        return usual.Where(value => Setting.Show(value.Value) != Setting.Show(general[value.Key])).Concat(chosen ?? [])
            .GroupBy(value => SettingTable.Find(value.Key)!.Name).ToDictionary(group => group.Key, group => Setting.Show(group.Last().Value));
    }

    /// <returns>Null if a value is none that its option allows.</returns>
    private static SettingValues? Read(IReadOnlyDictionary<string, string>? given)
    {
        try
        {
            return given?.Aggregate(new SettingValues(), (all, value) => all.With(value.Key, SettingTable.Find(value.Key)!.Setting.Parse(value.Value)))
                .Implied();
        }
        catch (OptionsException)
        {
            return null;
        }
    }

    private static bool Fits(SettingRow row, string value, string data, SchemaRules rules)
    {
        var settings = new SettingValues().With(row.Name, row.Setting.Parse(value));
        var model = settings.Apply(rules.UsualModel);
        return !rules.Faults(data, settings, null, null).Concat(rules.Faults(model, settings.Apply(rules.UsualTraining(model)))).Any();
    }
}
