using Microsoft.ML.OnnxRuntime;

namespace Elbo.Inference;

/// <summary>
/// A model of a table exported by <c>elbo export</c>, on ONNX Runtime only. A row is a dictionary from column names to cells: numbers, texts,
/// <see cref="bool"/>, dates and times, or a <c>JsonElement</c>; null where the value is missing. After opening, any number of threads may use it at once.
/// </summary>
public sealed class InferenceTable : IDisposable
{
    private const string Mu = "mu", LogVar = "logvar", Noise = "noise", Missing = "missing";
    private const int ImputedAtOnce = 4096;

    private static readonly string[] Files = ["vae.onnx", "encoder.onnx", "decoder.onnx", "sampler.onnx", "imputer.onnx"];

    private readonly Lazy<TableGraph> whole, encoder, decoder, sampler, imputer;
    private readonly Lazy<IReadOnlyList<TableColumn>> columns, condition;
    private readonly InferenceOptions options;
    private readonly string folder;
    private readonly IReadOnlyList<IReadOnlyDictionary<string, object?>>? given;

    /// <summary>Shares the sessions of another instance and adds a fixed condition.</summary>
    private InferenceTable(InferenceTable table, IReadOnlyList<IReadOnlyDictionary<string, object?>> given)
    {
        (folder, options, columns, condition) = (table.folder, table.options, table.columns, table.condition);
        (whole, encoder, decoder, sampler, imputer) = (table.whole, table.encoder, table.decoder, table.sampler, table.imputer);
        this.given = given;
    }

    private InferenceTable(string folder, InferenceOptions options)
    {
        (this.folder, this.options) = (folder, options);
        (whole, encoder, decoder, sampler, imputer) = (Part(Files[0]), Part(Files[1]), Part(Files[2]), Part(Files[3]), Part(Files[4]));
        columns = new(() => Any().Columns);
        condition = new(() => Any().Condition);

        TableGraph Any() => Parts.First(part => part.IsValueCreated || File.Exists(PathOf(part))).Value;

        Lazy<TableGraph> Part(string file) => new(() => new(Path.Combine(folder, file), options));
    }

    private Lazy<TableGraph>[] Parts => [whole, encoder, decoder, sampler, imputer];

    /// <summary>The columns of a row, C.</summary>
    /// <exception cref="InferenceException">No file can be loaded, or the model is not one of a table.</exception>
    public IReadOnlyList<TableColumn> Columns => columns.Value;

    /// <summary>The columns of the condition; empty for a model without one. Rows to score, encode or fill in have them too, unless
    /// <see cref="Given(IReadOnlyDictionary{string, object?})"/> fixes them.</summary>
    /// <exception cref="InferenceException">No file can be loaded, or the model is not one of a table.</exception>
    public IReadOnlyList<TableColumn> Condition => condition.Value;

    /// <summary>This model with its condition fixed, the same for all rows. It shares the sessions, which only the model itself frees.</summary>
    /// <param name="cells">A cell for each column of <see cref="Condition"/>; null for any, where the model has learned that.</param>
    /// <exception cref="ArgumentException">The model has no condition, a column is absent or not one of it, or a cell is refused.</exception>
    /// <exception cref="InferenceException">No file can be loaded.</exception>
    public InferenceTable Given(IReadOnlyDictionary<string, object?> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        if (Condition.Count == 0)
            throw new ArgumentException($"A condition was given, but the model in {folder} was trained without one. Leave it out, or export a run that was "
                + "trained with --condition.", nameof(cells));
        if (cells.Keys.FirstOrDefault(name => Condition.All(column => column.Name != name)) is { } other)
            throw new ArgumentException(
                $"The condition has no '{other}'; its columns are {string.Join(", ", Condition.Select(column => column.Name))}.", nameof(cells));
        _ = TableBatch.OfCondition(Condition, [cells], 0, 1);
        return new(this, [cells]);
    }

    /// <summary>Opens an exported model.</summary>
    /// <param name="folder">The folder written by <c>elbo export</c>, or some of its files.</param>
    /// <param name="options">How it is run; null for the defaults.</param>
    /// <exception cref="InferenceException">The folder does not exist or holds no such file, or ONNX Runtime lacks the execution provider.</exception>
    /// <exception cref="ArgumentException">An option is out of range, or two exclude each other.</exception>
    public static InferenceTable Open(string folder, InferenceOptions? options = null)
    {
        options ??= new();
        options.Validate();
        if (!Directory.Exists(folder))
            throw new InferenceException($"{folder} is not a folder. Name a folder written by elbo export.");
        if (!Files.Any(part => File.Exists(Path.Combine(folder, part))))
            throw new InferenceException($"{folder} holds none of {string.Join(", ", Files)}. Make them with: elbo export RUN --out {folder}");
        return new(folder, options);
    }

    /// <summary>How well the model explains a row.</summary>
    /// <param name="row">A cell for each column.</param>
    /// <param name="unknown">How to treat a cell that its column does not allow.</param>
    /// <param name="cancellation">Stops the computation.</param>
    /// <returns>−ELBO in nats, or the distortion if the file has no prior; infinite if a cell is unknown.</returns>
    /// <exception cref="ArgumentException">The row lacks a column, or a cell is refused.</exception>
    /// <exception cref="InferenceException">vae.onnx cannot be loaded.</exception>
    public double Score(
        IReadOnlyDictionary<string, object?> row, UnknownCells unknown = UnknownCells.Anomaly, CancellationToken cancellation = default) =>
        Score([row], unknown, cancellation) is var scores && scores.NegElbo is { } nats ? nats[0] : scores.Distortion[0];

    /// <summary>How well the model explains each row.</summary>
    /// <param name="rows">N rows, with a cell for each column.</param>
    /// <param name="unknown">How to treat a cell that its column does not allow.</param>
    /// <param name="cancellation">Stops the computation.</param>
    /// <exception cref="ArgumentException">A row lacks a column, or a cell is refused.</exception>
    /// <exception cref="InferenceException">vae.onnx cannot be loaded.</exception>
    public RowScores Score(
        IReadOnlyList<IReadOnlyDictionary<string, object?>> rows, UnknownCells unknown = UnknownCells.Anomaly, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Counted("score", rows.Count, () =>
        {
            string[] outputs = whole.Value.HasOutput("rate") ? ["distortion", "column_nats", "rate", "neg_elbo"] : ["distortion", "column_nats"];
            var made = Array.ConvertAll(outputs, output => new float[rows.Count * (output == "column_nats" ? Columns.Count : 1)]);
            var found = new string?[rows.Count];
            ForEachBatch(rows, unknown, options.BatchSize, (first, batch) =>
            {
                using var values = whole.Value.Run(batch, GivenOf(rows, first, batch.Count), null, outputs, cancellation);
                for (var i = 0; i < outputs.Length; i++)
                    values[i].GetTensorDataAsSpan<float>().CopyTo(made[i].AsSpan(first * (made[i].Length / rows.Count)));
                batch.Unknown.CopyTo(found, first);
            });
            return new RowScores(made[0], made.ElementAtOrDefault(2), made.ElementAtOrDefault(3), made[1], found);
        });
    }

    /// <summary>q(z given x) of each row.</summary>
    /// <param name="rows">N rows, with a cell for each column.</param>
    /// <param name="unknown">How to treat a cell that its column does not allow.</param>
    /// <param name="cancellation">Stops the computation.</param>
    /// <exception cref="ArgumentException">A row lacks a column, or a cell is refused.</exception>
    /// <exception cref="InferenceException">encoder.onnx cannot be loaded.</exception>
    public Posteriors Encode(
        IReadOnlyList<IReadOnlyDictionary<string, object?>> rows, UnknownCells unknown = UnknownCells.Error, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Counted("encode", rows.Count, () =>
        {
            var latents = encoder.Value.Width(Mu);
            var codes = new Posteriors(rows.Count, latents, new float[rows.Count * latents], new float[rows.Count * latents]);
            ForEachBatch(rows, unknown, options.BatchSize, (first, batch) =>
            {
                using var values = encoder.Value.Run(batch, GivenOf(rows, first, batch.Count), null, [Mu, LogVar], cancellation);
                values[0].GetTensorDataAsSpan<float>().CopyTo(codes.Mu.AsSpan(first * latents));
                values[1].GetTensorDataAsSpan<float>().CopyTo(codes.LogVar.AsSpan(first * latents));
            });
            return codes;
        });
    }

    /// <summary>The row of each code: means of numbers, likeliest names.</summary>
    /// <param name="z">N codes, shape [N, L], row-major.</param>
    /// <param name="cancellation">Stops the computation.</param>
    /// <returns>N rows. Numbers are <see cref="double"/>, names <see cref="string"/>, dates and times <see cref="DateOnly"/>, <see cref="DateTime"/> (UTC),
    /// <see cref="TimeOnly"/> and <see cref="TimeSpan"/>.</returns>
    /// <exception cref="ArgumentException">The length is not a whole number of codes.</exception>
    /// <exception cref="InferenceException">decoder.onnx cannot be loaded.</exception>
    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Decode(ReadOnlyMemory<float> z, CancellationToken cancellation = default)
    {
        var latents = decoder.Value.Width("z");
        if (z.Length % latents != 0)
            throw new ArgumentException($"{z.Length} values are not a whole number of codes of {latents}.", nameof(z));
        return Make("decode", decoder, z.Length / latents, options.BatchSize, (first, count) =>
        {
            var codes = z.Slice(first * latents, count * latents).ToArray();
            return decoder.Value.Run(null, GivenOf(null, first, count), ("z", codes, [count, latents]), Outputs(decoder), cancellation);
        });
    }

    /// <summary>New rows that look like those that the model learned from: z from the prior, each cell from p(x given z).</summary>
    /// <param name="count">How many, N.</param>
    /// <param name="seed">Row n depends only on the seed and on n.</param>
    /// <param name="first">The number of the first row: a large table can be made in parts.</param>
    /// <param name="complete">True fills every cell; false leaves cells null as often as they were missing.</param>
    /// <param name="cancellation">Stops the computation.</param>
    /// <returns>N rows, as <see cref="Decode"/> gives them.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count or the first number is negative.</exception>
    /// <exception cref="InferenceException">sampler.onnx cannot be loaded.</exception>
    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Synthesize(
        int count, ulong seed = 0, long first = 0, bool complete = false, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        var width = sampler.Value.Width(Noise);
        string[] outputs = complete ? Outputs(sampler) : [.. Outputs(sampler), Missing];
        return Make("synthesize", sampler, count, options.BatchSize, (start, rows) =>
        {
            var noise = new float[rows * width];
            for (var i = 0; i < rows; i++)
                NormalNoise.Fill(seed, first + start + i, noise.AsSpan(i * width, width));
            return sampler.Value.Run(null, GivenOf(null, start, rows), (Noise, noise, [rows, width]), outputs, cancellation);
        });
    }

    /// <summary>The rows with their missing cells filled in: means of numbers, likeliest names, under the cells that are there.</summary>
    /// <param name="rows">N rows, with a cell for each column, null where missing.</param>
    /// <param name="samples">Draws of z for each row, S.</param>
    /// <param name="seed">The same seed draws the same z.</param>
    /// <param name="unknown">How to treat a cell that its column does not allow; with <see cref="UnknownCells.Anomaly"/> it stays null.</param>
    /// <param name="cancellation">Stops the computation.</param>
    /// <returns>N rows, as <see cref="Decode"/> gives them.</returns>
    /// <exception cref="ArgumentException">A row lacks a column, or a cell is refused.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of samples is not from 1 to 100,000.</exception>
    /// <exception cref="InferenceException">imputer.onnx cannot be loaded.</exception>
    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Impute(
        IReadOnlyList<IReadOnlyDictionary<string, object?>> rows, int samples = 100, ulong seed = 0, UnknownCells unknown = UnknownCells.Error,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (samples is < 1 or > 100_000)
            throw new ArgumentOutOfRangeException(nameof(samples), samples, "It must be from 1 to 100,000.");
        var latents = imputer.Value.Width(Noise);
        return Make("impute", imputer, rows.Count, Math.Clamp(ImputedAtOnce / samples, 1, options.BatchSize), (first, count) =>
        {
            var batch = new TableBatch(Columns, rows, first, count, unknown);
            var noise = new float[count * samples * latents];
            for (var i = 0; i < count; i++)
                NormalNoise.Fill(seed, first + i, noise.AsSpan(i * samples * latents, samples * latents));
            return imputer.Value.Run(batch, GivenOf(rows, first, count), (Noise, noise, [count, samples, latents]), Outputs(imputer), cancellation);
        });
    }

    /// <summary>Loads every file of the folder, so that the first request is as fast as the others and a damaged file is found.</summary>
    /// <exception cref="InferenceException">A file cannot be loaded.</exception>
    public void WarmUp()
    {
        foreach (var part in Parts)
            if (part.IsValueCreated || File.Exists(PathOf(part)))
                _ = part.Value;
    }

    /// <summary>Frees the sessions. No call may be in progress. A model with a fixed condition leaves them to the one that it was made of.</summary>
    public void Dispose()
    {
        if (given is not null)
            return;
        foreach (var part in Parts)
            if (part.IsValueCreated)
                part.Value.Dispose();
    }

    private string PathOf(Lazy<TableGraph> part) => Path.Combine(folder, Files[Array.IndexOf(Parts, part)]);

    private static string[] Outputs(Lazy<TableGraph> part) => [.. part.Value.Columns.Select(column => column.Output)];

    /// <summary>The conditions of a batch: the fixed one, else those of the rows; null for a model without one.</summary>
    private TableBatch? GivenOf(IReadOnlyList<IReadOnlyDictionary<string, object?>>? rows, int first, int count) =>
        Condition.Count == 0 ? null
        : given is not null ? TableBatch.OfCondition(Condition, given, 0, count)
        : rows is not null ? TableBatch.OfCondition(Condition, rows, first, count)
        : throw new ArgumentException($"The model in {folder} needs a condition, {string.Join(", ", Condition.Select(column => column.Name))}. "
            + "Call Given with a cell for each first.");

    private void ForEachBatch(
        IReadOnlyList<IReadOnlyDictionary<string, object?>> rows, UnknownCells unknown, int size, Action<int, TableBatch> use)
    {
        for (var first = 0; first < rows.Count; first += size)
            use(first, new(Columns, rows, first, Math.Min(size, rows.Count - first), unknown));
    }

    /// <summary>Rows from the outputs of a graph: the columns, and then perhaps which cells are missing.</summary>
    private Dictionary<string, object?>[] Make(
        string operation, Lazy<TableGraph> part, int count, int size, Func<int, int, IDisposableReadOnlyCollection<OrtValue>> run) =>
        Counted(operation, count, () =>
        {
            var (made, known) = (new Dictionary<string, object?>[count], part.Value.Columns);
            for (var first = 0; first < count; first += size)
            {
                var rows = Math.Min(size, count - first);
                using var values = run(first, rows);
                var missing = values.Count > known.Count ? values[^1].GetTensorDataAsSpan<bool>() : [];
                for (var i = 0; i < rows; i++)
                    made[first + i] = new(known.Count);
                foreach (var (place, column) in known.Index())
                {
                    string[]? texts = column.HasNames ? values[place].GetStringTensorAsArray() : null;
                    var numbers = column.HasNames ? [] : values[place].GetTensorDataAsSpan<double>();
                    for (var i = 0; i < rows; i++)
                        made[first + i][column.Name] = missing.Length > 0 && missing[i * known.Count + place] ? null
                            : texts is null ? TableCell.Of(column, numbers[i])
                            : column.Values.Contains(texts[i]) ? texts[i] : null;
                }
            }
            foreach (var row in made)
                TableDates.Join(known, row);
            return made;
        });

    private T Counted<T>(string operation, int examples, Func<T> make)
    {
        using var request = InferenceRequest.Start(options.Name ?? folder, operation);
        try
        {
            var made = make();
            request.Succeeded(examples);
            return made;
        }
        catch (Exception e) when (request.Failed(e))
        {
            throw;
        }
    }
}
