// Feeds damaged files to every reader of foreign bytes, guided by coverage.
// dotnet run -c Release --project bench/Elbo.Fuzz -- --executions 1000000 --minutes 5
using System.CommandLine;
using Elbo.Fuzz;
using Elbo.Fuzz.Targets;

var readers = new Option<string[]>("--readers") { Description = "Parts of the names of the readers; all by default.", AllowMultipleArgumentsPerToken = true };
var executions = new Option<long>("--executions") { Description = "Files for each reader.", DefaultValueFactory = _ => 1_000_000 };
var minutes = new Option<double>("--minutes") { Description = "Time limit for each reader.", DefaultValueFactory = _ => 10 };
var seed = new Option<int>("--seed") { Description = "The seed of the mutations.", DefaultValueFactory = _ => 1 };
var findings = new Option<string>("--findings")
{
    Description = "The folder for files on which a reader did not behave as documented.",
    DefaultValueFactory = _ => "findings",
};
var corpus = new Option<string>("--corpus")
{
    Description = "The folder for files that reached new branches: begun with, and added to.",
    DefaultValueFactory = _ => "corpus",
};
var afl = new Option<bool>("--afl") { Description = "Let AFL++ mutate instead (Debian: afl++); one reader." };
var underAfl = new Option<string?>("--under-afl") { Hidden = true };
var blind = new Option<bool>("--blind") { Description = "Mutate only the seeds, without coverage." };

var command = new RootCommand(
    "Feeds damaged files to every reader of foreign bytes: each must give a value or a documented exception, in bounded memory and time.")
{
    readers, executions, minutes, seed, findings, corpus, afl, underAfl, blind,
};
command.SetAction(parsed =>
{
    var (parts, time) = (parsed.GetValue(readers) ?? [], TimeSpan.FromMinutes(parsed.GetValue(minutes)));
    if (parsed.GetValue(underAfl) is { } served)
    {
        Afl.Serve(served);
        return 0;
    }
    var kept = new Corpus(parsed.GetValue(corpus)!);
    if (parsed.GetValue(afl))
    {
        using var scratch = new Scratch();
        var found = FuzzTargets.All(scratch).Where(target => parts.Contains(target.Name)).ToList();
        if (found.Count != 1)
        {
            var names = string.Join(", ", FuzzTargets.All(scratch).Select(target => target.Name));
            Console.Error.WriteLine(
                $"--afl needs the whole name of one reader, but --readers was '{string.Join(' ', parts)}'. Use --readers with one of {names}.");
            return 2;
        }
        try
        {
            return Afl.Fuzz(found[0], kept, parsed.GetValue(findings)!, time);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Console.Error.WriteLine("There is no afl-fuzz here. Install AFL++ (Debian: apt install afl++), or leave --afl out.");
            return 2;
        }
    }
    return parsed.GetValue(blind) || Instrumented.IsHere
        ? new Session(parsed.GetValue(findings)!, parsed.GetValue(blind) ? null : kept, parsed.GetValue(seed), Instrumented.IsHere ? () => new() : () => null)
            .Run(parts, parsed.GetValue(executions), time, Console.Out)
        : Instrumented.Run(program => new(program, args));
});
return command.Parse(args).Invoke();
