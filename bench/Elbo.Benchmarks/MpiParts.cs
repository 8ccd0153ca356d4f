using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Elbo.Compute.Distributed;
using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Nets;
using Elbo.Training;

namespace Elbo.Benchmarks;

/// <summary>
/// The parts of a data-parallel step, under mpirun: <c>mpirun -n 2 Elbo.Benchmarks mpi mlp 64,512</c>. Rank 0 prints one row per global batch, in
/// milliseconds, the median and in brackets the least: the gradient of a rank's share and the update (compute), the sum over ranks by itself, a sum
/// of one number, the whole step, and two ways to overlap a sum with a gradient of the next step's size, more overlap than a backward pass allows:
/// started before it and awaited after it (overlapped), and called by another thread meanwhile (threaded).
/// </summary>
internal static class MpiParts
{
    private const double SecondsEach = 1.5;
    private const int LeastTurns = 7;

    public static int Run(string[] args)
    {
        using var communicator = Communicator.Join();
        var model = Model(args.ElementAtOrDefault(0) ?? "mlp");
        var batches = (args.ElementAtOrDefault(1) ?? "64,512").Split(',').Select(word => int.Parse(word, CultureInfo.InvariantCulture));
        var threads = int.Parse(args.ElementAtOrDefault(2) ?? "1", CultureInfo.InvariantCulture);
        foreach (var batch in batches)
            Measure(communicator, model, batch, threads);
        return 0;
    }

    private static VaeOptions Model(string name) => name switch
    {
        "mlp" => new() { Hidden = [512, 512], DecoderHidden = [512], Latents = 20 },
        "resnet" => new VaeOptions() { Shape = new(3, 32, 32), Net = new ResNetOptions(), Latents = 64 }.Fitted(),
        _ => throw new ArgumentException($"The model was {name}; it must be mlp or resnet."),
    };

    private static void Measure(Communicator communicator, VaeOptions options, int batch, int threads)
    {
        var images = Pixels(options.Shape, Math.Max(batch, 256));
        using var model = new Vae(options, seed: 1);
        // A rank's share of the batch, by a single trainer: the work of a rank between two sums.
        var share = Math.Max(1, batch / communicator.Size);
        var training = new TrainingOptions { Batch = batch, Threads = threads };
        using var trainer = new Trainer(model, training);
        using var step = (IGradientStep)trainer.CreateStep(images);
        using var replica = new Vae(options, seed: 1);
        using var together = new Trainer(replica, training, communicator: communicator);
        using var whole = together.CreateStep(images);
        int[] all = [.. Enumerable.Range(0, batch)];

        var compute = Measured(communicator, () =>
        {
            step.Differentiate(all.AsSpan(0, share), batch, epoch: 1);
            step.Update();
        });
        var gradient = Measured(communicator, () => step.Differentiate(all.AsSpan(0, share), batch, epoch: 1));
        var values = new float[step.Gradient.Length];
        var sum = Measured(communicator, () => communicator.Sum(values));
        var one = new float[1];
        var latency = Measured(communicator, () => communicator.Sum(one));
        var steps = Measured(communicator, () => whole.Run(all, epoch: 1));
        var (overlapped, threaded) = (gradient, gradient);
        if (!communicator.IsAlone)
            using (var beside = new SumBesideWork(values))
            {
                overlapped = Measured(communicator, () => beside.Overlapped(() => step.Differentiate(all.AsSpan(0, share), batch, epoch: 1)));
                threaded = Measured(communicator, () => beside.Threaded(() => step.Differentiate(all.AsSpan(0, share), batch, epoch: 1)));
            }
        if (communicator.IsFirst)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"ranks {communicator.Size} threads {threads} weights {values.Length} batch {batch} share {share} | "
                + $"compute {compute} gradient {gradient} allreduce {sum} one-number {latency} step {steps} overlapped {overlapped} threaded {threaded}"));
    }

    /// <summary>Milliseconds, the mean over ranks of each one's median and least turn. If other programs run too, the least is more meaningful.</summary>
    private readonly record struct Found(double Median, double Least)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Median:F3} ({Least:F3})");
    }

    /// <summary>Every rank takes as many turns as the others.</summary>
    private static Found Measured(Communicator communicator, Action work)
    {
        work();
        double[] turns = [Math.Clamp(SecondsEach * 1000 / Math.Max(Time(work), 1e-3), LeastTurns, 2000)];
        communicator.Broadcast(MemoryMarshal.AsBytes(turns.AsSpan()));
        // The same number of turns first, so that the JIT compiler is done.
        for (var i = 0; i < (int)turns[0]; i++)
            work();
        communicator.Barrier();
        var times = Enumerable.Range(0, (int)turns[0]).Select(_ => Time(work)).Order().ToList();
        double[] found = [times[times.Count / 2] / communicator.Size, times[0] / communicator.Size];
        communicator.Sum(found);
        return new(found[0], found[1]);
    }

    private static double Time(Action work)
    {
        var started = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static ImageSet Pixels(ImageShape shape, int count)
    {
        var pixels = new byte[count * shape.Size];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)((uint)i * 2654435761 >> 24);
        return new(shape, pixels);
    }
}
