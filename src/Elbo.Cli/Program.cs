using Elbo.Cli;

return await App.RunAsync(args, Terminal.OfThisProcess());
