using Elbo.Models;

namespace Elbo.Training;

/// <summary>One measured cell.</summary>
/// <param name="Lanes">Lanes of the processor's widest vector: 16 for AVX-512, 8 for AVX2, 4 for 128 bits.</param>
/// <param name="Width">Width of the hidden layers.</param>
/// <param name="Batch">Examples in a step.</param>
/// <param name="Ratio">Time of a step through libtorch (general fp32) over that of the managed engine.</param>
internal sealed record EngineFact(int Lanes, int Width, int Batch, double Ratio)
{
    public bool IsManagedFaster => Ratio > 1;

    public string Instructions => Lanes switch { 16 => "AVX-512", 8 => "AVX2", _ => "128-bit vectors" };
}

/// <summary>What <c>elbo bench</c> measured, medians over rounds in which the engines take turns, two threads: the cell nearest to a training decides
/// which engine <c>auto</c> picks.</summary>
internal static class EngineFacts
{
    public static IReadOnlyList<EngineFact> All { get; } =
    [
        // Zen 5 with Elbo's own dense products in libtorch's path, 2026-12-01 in EXPERIMENTS.md.
        new(16, 512, 16, 2.31), new(16, 512, 32, 2.51), new(16, 512, 64, 2.13), new(16, 512, 128, 1.63), new(16, 512, 256, 1.33),
        new(16, 512, 512, 1.31), new(16, 512, 1024, 1.14),
        new(16, 256, 128, 1.80), new(16, 1024, 128, 1.55), new(16, 2048, 128, 1.46),
        // Zen 3, 2026-11-29 in EXPERIMENTS.md.
        new(8, 512, 16, 2.11), new(8, 512, 32, 2.09), new(8, 512, 64, 1.60), new(8, 512, 128, 1.35), new(8, 512, 256, 1.10),
        new(8, 512, 512, 1.01), new(8, 512, 1024, 0.90),
        new(8, 256, 128, 1.51), new(8, 1024, 128, 1.30), new(8, 2048, 128, 1.05),
        // The same processor with DOTNET_EnableAVX=0, while libtorch kept AVX2. Arm has not been measured.
        new(4, 512, 64, 0.96), new(4, 512, 128, 0.48), new(4, 512, 512, 0.40), new(4, 400, 128, 0.44),
    ];

    /// <summary>The measured cell of these lanes that is nearest, in powers of two of width and batch.</summary>
    public static EngineFact Nearest(int lanes, int width, int batch) => All.Where(fact => fact.Lanes == lanes)
        .MinBy(fact => Math.Abs(Math.Log2((double)fact.Width / width)) + Math.Abs(Math.Log2((double)fact.Batch / batch)))!;

    /// <summary>The cell nearest to a dense net: its widest hidden layer counts.</summary>
    public static EngineFact Nearest(int lanes, VaeOptions model, int batch) =>
        Nearest(lanes, model.Hidden.Concat(model.DecoderHidden).Max(), batch);
}
