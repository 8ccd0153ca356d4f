// Feeds damaged files to every reader of foreign bytes, guided by coverage.
// dotnet run -c Release --project bench/Elbo.Fuzz -- --executions 1000000 --minutes 5
using System.CommandLine;
using Elbo.Fuzz;

var readers = new Option<string[]>("--readers") { Description = "Parts of the names of the readers; all by default.", AllowMultipleArgumentsPerToken = true };
var executions = new Option<long>("--executions") { Description = "Files for each reader.", DefaultValueFactory = _ => 1_000_000 };
var minutes = new Option<double>("--minutes") { Description = "Time limit for each reader.", DefaultValueFactory = _ => 10 };
var seed = new Option<int>("--seed") { Description = "The seed of the mutations.", DefaultValueFactory = _ => 1 };
var findings = new Option<string>("--findings")
{
    Description = "The folder for files on which a reader did not behave as documented.",
    DefaultValueFactory = _ => "findings",
};
var blind = new Option<bool>("--blind") { Description = "Mutate only the seeds, without coverage." };

var command = new RootCommand(
    "Feeds damaged files to every reader of foreign bytes: each must give a value or a documented exception, in bounded memory and time.")
{
    readers, executions, minutes, seed, findings, blind,
};
command.SetAction(parsed => parsed.GetValue(blind) || Instrumented.IsHere
    ? new Session(parsed.GetValue(findings)!, parsed.GetValue(seed), Instrumented.IsHere ? () => new() : () => null)
        .Run(parsed.GetValue(readers) ?? [], parsed.GetValue(executions), TimeSpan.FromMinutes(parsed.GetValue(minutes)), Console.Out)
    : Instrumented.Run(args));
return command.Parse(args).Invoke();
