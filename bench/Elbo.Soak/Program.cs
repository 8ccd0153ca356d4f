// Trains, evaluates, loads and disposes in one process for hours, and reports whether memory, tensors, handles or threads grow.
// dotnet run -c Release --project bench/Elbo.Soak -- --minutes 120 --csv soak.csv
using System.CommandLine;
using Elbo.Soak;

var minutes = new Option<double>("--minutes") { Description = "The running time.", DefaultValueFactory = _ => 120 };
var csv = new Option<string>("--csv") { Description = "The file for the samples, written while it runs.", DefaultValueFactory = _ => "soak.csv" };
var rounds = new Option<string[]>("--rounds") { Description = "Parts of the names of the rounds; all by default.", AllowMultipleArgumentsPerToken = true };
var command = new RootCommand(
    "Trains, evaluates, loads and disposes in one process, and reports whether memory, tensors, handles or threads grow.") { minutes, csv, rounds };
command.SetAction(parsed => OperatingSystem.IsLinux()
    ? new Soak(TimeSpan.FromMinutes(parsed.GetValue(minutes)), parsed.GetValue(csv)!, Round.Named(parsed.GetValue(rounds) ?? [])).Run(Console.Out)
    : throw new PlatformNotSupportedException("The soak test reads /proc, so it runs on Linux only."));
return command.Parse(args).Invoke();
