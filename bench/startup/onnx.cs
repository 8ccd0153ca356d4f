// From the start of the process to the first reconstruction, by ONNX Runtime: onnx FOLDER
#:project ../../src/Elbo.Inference/Elbo.Inference.csproj
#:property PublishAot=false

using System.Diagnostics;
using Elbo.Inference;

using var vae = InferenceVae.Open(args[0]);
var means = vae.Reconstruct(new byte[vae.Shape.Values]);
using var process = Process.GetCurrentProcess();
Console.WriteLine($"{(DateTime.Now - process.StartTime).TotalMilliseconds:F0} ms, {process.PeakWorkingSet64 >> 20} MiB, {means.Length} pixels");
