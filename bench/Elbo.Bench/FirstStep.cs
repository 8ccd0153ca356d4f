using System.Diagnostics;
using Elbo.Compute.Native;
using Elbo.Data;
using Elbo.Models;
using Elbo.Training;

namespace Elbo.Bench;

/// <summary>Everything up to the first update of a training: data, libtorch, model, engine, one step. Meant for a separate process.</summary>
internal static class FirstStep
{
    /// <summary>Loads a data set and trains one step with the default options.</summary>
    /// <param name="data">Its name.</param>
    /// <returns>Peak resident memory of this process so far, bytes.</returns>
    /// <exception cref="DataException">The data does not exist.</exception>
    public static long Run(string data)
    {
        var images = Datasets.Load(data).Train;
        Libtorch.Load();
        var (options, training) = (new VaeOptions { Shape = images.Shape }, new TrainingOptions());
        using var model = new Vae(options, training.Seed);
        using var trainer = new Trainer(model, training);
        using var step = trainer.CreateStep(images);
        step.Run([.. Enumerable.Range(0, training.Batch)], epoch: 1);
        return PeakBytes();
    }

    internal static long PeakBytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
