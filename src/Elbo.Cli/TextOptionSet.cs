using System.CommandLine;
using Elbo.Data;

namespace Elbo.Cli;

/// <summary>The options that say how the text of a table is read, of every verb that reads DATA.</summary>
internal sealed class TextOptionSet
{
    private readonly Option<string?> encoding = CommonOptions.Value<string?>(
        "--encoding", "NAME", "Encoding of a text table: latin1, windows-1252, utf-16, shift_jis, … (UTF-8, or that of its byte-order mark).");

    private readonly Option<char?> separator = new("--separator")
    {
        Description = "What separates the cells of a text table: one character, tab or space (found from its first lines).",
        HelpName = "CHAR",
        CustomParser = result =>
        {
            var word = result.Tokens[0].Value;
            char? found = word switch { "tab" or "\\t" => '\t', "space" => ' ', [var one] => one, _ => null };
            if (found is null)
                result.AddError($"--separator was '{word}'; it must be one character, tab or space. Use --separator ';'.");
            return found;
        },
    };

    private readonly Option<string?> header = new Option<string?>("--header")
    {
        Description = "Whether the first line of a text table holds the names of the columns; with no they are column1, column2, … (yes).",
        HelpName = "yes|no",
    }.AcceptOnlyFromAmong("yes", "no");

    private readonly Option<char?> point = new("--decimal")
    {
        Description = "The sign before the decimals of a text table's numbers, which may then have groups of three digits "
            + "(a point, without groups).",
        HelpName = ".|,",
        CustomParser = result =>
        {
            if (result.Tokens[0].Value is [var sign and ('.' or ',')])
                return sign;
            result.AddError($"--decimal was '{result.Tokens[0].Value}'; it must be a point or a comma. Use --decimal ','.");
            return null;
        },
    };

    private readonly Option<string?> dates = new Option<string?>("--dates")
    {
        Description = "Order of dates such as 03/04/2021 in a table (found from the column; day-first if it does not tell).",
        HelpName = "day-first|month-first",
    }.AcceptOnlyFromAmong("day-first", "month-first");

    private readonly Option<string[]?> missing = CommonOptions.List(
        "--missing", "Words that mark missing cells of a table, besides NA, NaN, null and the like; -9999 also stands for -9999.0.", "WORD,…");

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { encoding, separator, header, point, dates, missing })
            command.Options.Add(option.Under(HelpGroups.Data, isRare: true));
    }

    /// <summary>The given options over others.</summary>
    public DataOptions Read(ParseResult parsed, DataOptions others) => others with
    {
        Encoding = parsed.GetValue(encoding),
        Separator = parsed.GetValue(separator),
        Header = parsed.GetValue(header) is { } answer ? answer == "yes" : null,
        DecimalMark = parsed.GetValue(point),
        DayFirst = parsed.GetValue(dates) is { } order ? order == "day-first" : null,
        Missing = CommonOptions.Given(parsed, missing),
    };
}
