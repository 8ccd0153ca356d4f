using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Elbo.Cli.Verbs;

/// <summary>The common part of the verbs that draw one figure of a run: load, draw, write, report the path.</summary>
internal sealed class FigureVerb
{
    private readonly Argument<string> run = CommonOptions.Run();
    private readonly Option<string?> output = FigureFile.Out();
    private readonly Option<bool> force = CommonOptions.Force();
    private readonly Option<bool> json = CommonOptions.Json();
    private readonly Option<string?> data = CommonOptions.Data();
    private readonly Option<string> device = CommonOptions.Device();
    private readonly Option<string[]?> given = CommonOptions.Condition();

    /// <summary>A figure: a file name that states its options, the PNG, and the options for <c>--json</c>.</summary>
    public sealed record Drawing(string Name, byte[] Png, params (string Key, JsonNode? Value)[] Options)
    {
        /// <summary>With the condition in its name and among its options.</summary>
        public Drawing Given(string[] words) => this with
        {
            Name = Name.Replace(".png", $"-given-{FileName(words)}.png", StringComparison.Ordinal),
            Options = [.. Options, ("given", string.Join(',', words))],
        };

        private static string FileName(string[] words) =>
            string.Join('-', string.Join('-', words).Split([.. Path.GetInvalidFileNameChars(), '=', ' '], StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Creates the command.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="name">The verb.</param>
    /// <param name="description">The description.</param>
    /// <param name="options">Its own options.</param>
    /// <param name="draw">Draws the figure.</param>
    /// <param name="readsData">Whether the figure may need the run's data.</param>
    public static Command Create(
        Terminal terminal, string name, string description, Option[] options, Func<ParseResult, OpenRun, CancellationToken, Drawing> draw,
        bool readsData = true)
    {
        var shared = new FigureVerb();
        var command = new Command(name, description) { shared.run };
        foreach (var option in (Option[])
            [.. options, shared.given, .. readsData ? (Option[])[shared.data] : [], shared.output, shared.force, shared.device, shared.json])
            command.Options.Add(option);
        command.SetAction((parsed, cancellation) =>
        {
            using var loaded = OpenRun.Open(
                terminal, parsed.GetRequiredValue(shared.run), parsed.GetRequiredValue(shared.device), parsed.GetValue(shared.data));
            var words = CommonOptions.Given(parsed, shared.given);
            if (words is not null)
                loaded.Fix(words);
            var drawing = draw(parsed, loaded, cancellation);
            if (words is not null)
                drawing = drawing.Given(words);
            var path = FigureFile.Write(parsed.GetValue(shared.output), loaded, drawing.Name, drawing.Png, parsed.GetValue(shared.force));
            terminal.Out.WriteLine(parsed.GetValue(shared.json) ? Json.File(loaded, path, drawing.Options) : path);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    /// <summary>A whole number with a range.</summary>
    public static Option<int> Number(string name, string description, int standard, int least, int most)
    {
        var option = new Option<int>(name) { Description = $"{description}.", HelpName = "N", DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            // The parser refuses values that are not numbers.
            if (result.Tokens is [var token] && int.TryParse(token.Value, CultureInfo.InvariantCulture, out var value) && (value < least || value > most))
                result.AddError($"{name} was {value}; it must be from {least} to {most}. Use {name} {standard}.");
        });
        return option;
    }
}
