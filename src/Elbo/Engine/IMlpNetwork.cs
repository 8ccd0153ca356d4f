namespace Elbo.Engine;

/// <summary>What the engine needs of a network, whatever vector, activation and target it was compiled for.</summary>
internal unsafe interface IMlpNetwork
{
    int Stride { get; }

    float* Input { get; }

    int InputStride { get; }

    float* Noise { get; }

    double Distortion { get; }

    double Rate { get; }

    bool IsFinite { get; }

    bool GradientIsFinite { get; }

    void SetExamples(int examples);

    void Step(int thread, int examples, StepRequest request);

    void Exchange(IReadOnlyList<PlainLayer> plain, bool load);
}
