// From the start of the process to the first reconstruction, by Elbo and libtorch: torch RUN
#:project ../../../src/Elbo/Elbo.csproj
#:property PublishAot=false

using System.Diagnostics;
using Elbo;
using Elbo.Data;
using Elbo.Models;

using var vae = TrainedVae.Load(args[0]);
var shape = vae.Options.Shape;
var means = vae.Reconstruct(new ImageSet(shape, new byte[shape.Size]));
using var process = Process.GetCurrentProcess();
Console.WriteLine($"{(DateTime.Now - process.StartTime).TotalMilliseconds:F0} ms, {process.PeakWorkingSet64 >> 20} MiB, {means.Length} pixels");
