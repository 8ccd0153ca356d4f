using System.Diagnostics;
using Elbo.Data;
using Elbo.Models;
using Elbo.Training;
using TorchSharp;
using static TorchSharp.torch;
namespace Elbo.Tests.Models;
public sealed class TmpTimingTests
{
    [Fact]
    public void Time()
    {
        var lines = new List<string>();
        set_num_threads(2);
        void T(string name, int n, Action a) { a(); var w = Stopwatch.StartNew(); for (var i = 0; i < n; i++) a(); lines.Add($"{name} {w.Elapsed.TotalMilliseconds / n:F2} ms"); }
        var options = new VaeOptions { Hidden = [300, 300], DecoderHidden = [300, 300], Latents = 40, Activation = Activation.Gated, Prior = new VampOptions(500) };
        foreach (var o in new[] { options, options with { Prior = new StandardNormalOptions() }, options with { Prior = new MixtureOptions(500) }, options with { Prior = new StandardNormalOptions(), Activation = Activation.Elu } })
        {
            using var model = new Vae(o, 1);
            var data = Datasets.Load("mnist");
            using var trainer = new Trainer(model, new TrainingOptions { Batch = 100, LearningRate = 5e-4, Threads = 2, Engine = Elbo.Engine.EngineKind.Torch });
            using var step = trainer.CreateStep(data.Train);
            var idx = Enumerable.Range(0, 100).ToArray();
            T($"step {o.Prior.Name} {o.Activation}", 20, () => step.Run(idx, 1));
            if (o == options)
            {
                using var noise = randn(100, 40); using var x = rand(100, 784);
                T(" forward", 20, () => { using var s = NewDisposeScope(); model.Forward(x, noise); });
                T(" prior fwd", 20, () => { using var s = NewDisposeScope(); model.Prior.LogProbability(noise, noise); });
                T(" prior fwd bwd", 20, () => { using var s = NewDisposeScope(); model.Prior.LogProbability(noise, noise).sum().backward(); });
                T(" encode 500 fwd bwd", 20, () => { using var s = NewDisposeScope(); var q = model.Encode(((VampPrior)model.Prior).PseudoInputs); (q.Mu.sum() + q.LogVar.sum()).backward(); });
                T(" adam", 20, () => { trainer.Optimizer.Step(); });
                model.eval();
                foreach (var n in new[] { 500, 2000 })
                {
                using var z = randn(n, 40);
                T($" prior eval {n}", 20, () => { using var g = no_grad(); using var s = NewDisposeScope(); model.Prior.LogProbability(z, noise); });
                using var c = rand(n, 500) * 100;
                T($" lse f32 {n}", 20, () => { using var g = no_grad(); using var s = NewDisposeScope(); c.logsumexp(1); });
                using var cd = c.to(ScalarType.Float64);
                T($" lse f64 {n}", 20, () => { using var g = no_grad(); using var s = NewDisposeScope(); cd.logsumexp(1); });
                using var zz = rand(n, 80).to(ScalarType.Float64); using var f = rand(80, 500).to(ScalarType.Float64); using var zf = zz.to(ScalarType.Float32); using var ff = f.to(ScalarType.Float32);
                T($" mm f64 {n}", 20, () => { using var g = no_grad(); using var s = NewDisposeScope(); mm(zz, f); });
                T($" mm f32 {n}", 20, () => { using var g = no_grad(); using var s = NewDisposeScope(); mm(zf, ff); });
                }
            }
        }
        File.WriteAllLines("/tmp/priors_timing.txt", lines);
    }
}
