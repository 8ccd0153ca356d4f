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

    /// <summary>The values that empty fields stand for, where they differ from the defaults that the help names first: tables get a smaller net, small sets
    /// of images more epochs, residual nets another activation.</summary>
    /// <param name="data">A data set or a path; null while none is chosen.</param>
    /// <param name="found">What was found in it, if it has been read.</param>
    /// <param name="given">The options that are filled in; null, with a recipe, chooses nothing by what was found.</param>
    public static IReadOnlyDictionary<string, string> Usual(string? data, FoundData? found = null, IReadOnlyDictionary<string, string>? given = null)
    {
        if (data is null)
            return new Dictionary<string, string>();
        var (rules, settings) = (SchemaRules.ForData(data), Read(given));
        if (found is not null && settings is not null && rules.Choice(found.Shape, found.Count, settings) is { } choice)
            settings = settings.Over(choice.Options);
        var model = (settings ?? new()).Apply(rules.UsualModel);
        var training = (settings ?? new()).Apply(rules.UsualTraining(model));
        var general = SettingValues.Of(new VaeOptions(), new TrainingOptions()).ToJson();
        return SettingValues.Of(model, training).ToJson().Select(value => (Row: SettingTable.Find(value.Key)!, Value: Setting.Show(value.Value)))
            .Where(each => each.Value.Length > 0 && each.Value != each.Row.FirstDefault
                // Words say more than a number such as 0 threads.
                && (each.Row.Setting.Default is null || each.Value != Setting.Show(general[each.Row.Key])))
            .ToDictionary(each => each.Row.Name, each => each.Value);
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
