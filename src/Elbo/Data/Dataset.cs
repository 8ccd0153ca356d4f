namespace Elbo.Data;

/// <summary>A named data set, split into what is learned from and what is held out.</summary>
public abstract record Dataset
{
    private protected Dataset(string name, ExampleSet train, ExampleSet test) => (Name, Train, Test) = (name, train, test);

    /// <summary>The name a person knows it by: <c>mnist</c>, or the file it came from.</summary>
    public string Name { get; init; }

    /// <summary>The training split.</summary>
    public ExampleSet Train { get; private protected init; }

    /// <summary>The held-out split.</summary>
    public ExampleSet Test { get; private protected init; }

    /// <summary>The split to choose a model by; null if none was made (see <see cref="WithValidation"/>).</summary>
    public ExampleSet? Validation { get; private protected init; }

    /// <summary>The files it was read from, in full; empty if it was made in memory.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>How the test split was made, in words: <c>its own files</c>, or which examples were held out.</summary>
    public string TestSplit { get; init; } = "given";

    /// <summary>How the validation split was made, in words; null if there is none.</summary>
    public string? ValidationSplit { get; init; }

    /// <summary>Clauses about what was left out and where large pixels are stored; empty without any.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>How image files or a text table were read, and which labels were kept; null for the defaults, or if the data is of another form.</summary>
    public DataOptions? Options { get; init; }

    /// <summary>The values of an array that were read as black and white; null for other data.</summary>
    internal PixelRange? ArrayRange { get; init; }

    /// <summary>What one example is.</summary>
    public Schema Schema => Train.Schema;

    /// <summary>The split that training is evaluated on as it runs: the test split only without another one.</summary>
    internal ExampleSet HeldOut => Validation ?? Test;

    /// <summary>A split by its name: <c>train</c>, <c>validation</c> or <c>test</c>; null for a validation split that was not made.</summary>
    /// <exception cref="DataException">No split has that name.</exception>
    public ExampleSet? Split(string name) => name switch
    {
        "train" => Train,
        "validation" => Validation,
        "test" => Test,
        _ => throw new DataException($"'{name}' is no split; the splits are train, validation and test."),
    };

    /// <summary>Takes the last training examples as the validation split: the same ones every time.</summary>
    /// <param name="count">Examples to take, at least 1 and fewer than there are to train on.</param>
    /// <exception cref="DataException">The count leaves no example on one side, or there is a validation split already.</exception>
    public abstract Dataset WithValidation(int count);

    /// <summary>The data with conditions for every example.</summary>
    /// <exception cref="DataException">A split does not have a column, or a value that was never seen.</exception>
    internal abstract Dataset With(ConditionSchema schema);

    /// <summary>The data with other validation and test splits.</summary>
    internal abstract Dataset WithHeldOut(Func<ExampleSet, ExampleSet> change);

    /// <summary>The data with other conditions of the training examples.</summary>
    internal abstract Dataset WithTrain(Conditions conditions);

    /// <summary>As many training examples as asked for as the validation split; the data itself if none are.</summary>
    internal Dataset Validated(int count) => count > 0 ? WithValidation(count) : this;

    private protected void ThrowIfNoValidation(int count)
    {
        if (Validation is not null)
            throw new DataException($"{Name} has a validation split of {Validation.Count} {Schema.Examples} already ({ValidationSplit}). "
                + "Use that one: ask for no other.");
        if (count < 1 || count >= Train.Count)
            throw new DataException($"{count} validation {Schema.Examples} were asked for, but {Name} has {Train.Count} to train on; "
                + "at least 1 must be taken and at least 1 left. "
                + (Train.Count > 1 ? $"Choose from 1 to {Train.Count - 1}." : $"Give more {Schema.Examples}."));
    }
}

/// <summary>A data set whose examples are known to be images, or rows.</summary>
/// <typeparam name="T">The examples.</typeparam>
public sealed record Dataset<T> : Dataset
    where T : ExampleSet
{
    /// <param name="name">The name a person knows it by.</param>
    /// <param name="train">The training split.</param>
    /// <param name="test">The held-out split.</param>
    public Dataset(string name, T train, T test)
        : base(name, train, test)
    {
    }

    /// <inheritdoc cref="Dataset.Train"/>
    public new T Train { get => (T)base.Train; init => base.Train = value; }

    /// <inheritdoc cref="Dataset.Test"/>
    public new T Test { get => (T)base.Test; init => base.Test = value; }

    /// <inheritdoc cref="Dataset.Validation"/>
    public new T? Validation { get => (T?)base.Validation; init => base.Validation = value; }

    /// <inheritdoc cref="Dataset.HeldOut"/>
    internal new T HeldOut => Validation ?? Test;

    /// <inheritdoc cref="Dataset.Split(string)"/>
    public new T? Split(string name) => (T?)base.Split(name);

    internal override Dataset<T> WithHeldOut(Func<ExampleSet, ExampleSet> change) =>
        this with { Test = (T)change(Test), Validation = Validation is null ? null : (T)change(Validation) };

    internal override Dataset<T> WithTrain(Conditions conditions) => this with { Train = (T)Train.With(conditions) };

    internal override Dataset<T> With(ConditionSchema schema) => this with
    {
        Train = (T)Train.With(schema, $"The training split of {Name}"),
        Test = (T)Test.With(schema, $"The test split of {Name}"),
        Validation = (T?)Validation?.With(schema, $"The validation split of {Name}"),
    };

    /// <inheritdoc/>
    public override Dataset<T> WithValidation(int count)
    {
        ThrowIfNoValidation(count);
        var kept = Train.Count - count;
        return this with
        {
            Train = (T)Train.Part(0, kept),
            Validation = (T)Train.Part(kept, count),
            ValidationSplit = $"the last {count} of {Train.Count} training {Schema.Examples}",
        };
    }
}
