using Microsoft.ML.OnnxRuntime;

namespace Elbo.Inference;

/// <summary>A graph of a table's model, with an input for each column.</summary>
internal sealed class TableGraph : IDisposable
{
    private readonly InferenceSession session;
    private readonly string path;

    public TableGraph(string path, InferenceOptions options)
    {
        this.path = path;
        session = OnnxSession.Open(path, options);
        try
        {
            if (!session.ModelMetadata.CustomMetadataMap.TryGetValue(OnnxSession.Columns, out var columns))
                throw new InferenceException($"{path} is not the model of a table exported by Elbo. Open a model of images with {nameof(InferenceVae)}.");
            OnnxSession.ThrowIfOtherPart(session, path);
            Columns = TableColumn.Read(columns, path);
            if (session.ModelMetadata.CustomMetadataMap.TryGetValue(OnnxSession.Given, out var given))
                Condition = TableColumn.Read(given, path, OnnxSession.Given);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>The columns of the condition; empty for a model without one.</summary>
    public IReadOnlyList<TableColumn> Condition { get; } = [];

    public bool HasOutput(string name) => session.OutputMetadata.ContainsKey(name);

    /// <summary>Numbers of an input or output for one row.</summary>
    public int Width(string name) => (session.InputMetadata.TryGetValue(name, out var input) ? input
        : session.OutputMetadata.TryGetValue(name, out var output) ? output
        : throw new InferenceException($"{path} has no '{name}', so it is not a model exported by Elbo. Export the model again.")).Dimensions[^1];

    /// <summary>Runs a batch.</summary>
    /// <param name="rows">The cells of the columns; null for a graph without them.</param>
    /// <param name="given">The cells of the condition's columns; null for a model without one.</param>
    /// <param name="numbers">Another input, its shape and its name; null without one.</param>
    /// <param name="outputs">The names of the outputs.</param>
    /// <param name="cancellation">Stops the computation.</param>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        TableBatch? rows, TableBatch? given, (string Name, float[] Values, long[] Shape)? numbers, IReadOnlyCollection<string> outputs,
        CancellationToken cancellation)
    {
        List<string> names = [];
        List<OrtValue> values = [];
        try
        {
            foreach (var batch in new[] { rows, given }.OfType<TableBatch>())
                foreach (var (i, column) in batch.Columns.Index())
                {
                    names.Add(column.Input);
                    values.Add(batch.Of(i));
                }
            if (numbers is { } more)
            {
                names.Add(more.Name);
                values.Add(OrtValue.CreateTensorValueFromMemory(more.Values, more.Shape));
            }
            using var run = new RunOptions();
            using var stop = cancellation.Register(() => run.Terminate = true);
            return session.Run(run, names, values, outputs);
        }
        catch (OnnxRuntimeException e)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new InferenceException($"{path} cannot be run: {OnnxSession.Sentence(e)} Export the model again with elbo export.", e);
        }
        finally
        {
            foreach (var value in values)
                value.Dispose();
        }
    }

    public void Dispose() => session.Dispose();
}
