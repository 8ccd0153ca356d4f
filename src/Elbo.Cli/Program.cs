using Elbo.Cli;

using var signals = new StopSignals();
return signals.Apply(await App.RunAsync(args, Terminal.OfThisProcess(), signals.Token));
