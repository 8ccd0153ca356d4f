namespace Elbo.Compute.Engine;

/// <summary>Examples as rows of floats; read by any number of threads at once.</summary>
internal interface IExampleRows
{
    /// <summary>True where targets are inputs over 0.5 and not the inputs themselves.</summary>
    bool HasThreshold { get; }

    /// <summary>Announces the examples that are read next.</summary>
    void Expect(int first, int count);

    /// <summary>Writes what the encoder sees of an example, [D].</summary>
    void Input(int example, Span<float> row);
}
