namespace Elbo.Inference;

/// <summary>One part of the condition that a model takes: a label, or a number.</summary>
/// <param name="Name">Its name, as in <c>label=3</c>.</param>
/// <param name="Values">The names that the model knows, in the order of its input; empty for a number.</param>
/// <param name="HasAny">True if it may be left open: the model has learned what any value means.</param>
public sealed record ConditionColumn(string Name, IReadOnlyList<string> Values, bool HasAny)
{
    /// <summary>Places in the input: one for each name, or one for a number.</summary>
    internal int Inputs => Values.Count == 0 ? 1 : Values.Count;

    /// <summary>The place of a name; −1 if the model does not know it.</summary>
    internal int Place(string name)
    {
        for (var i = 0; i < Values.Count; i++)
            if (Values[i] == name)
                return i;
        return -1;
    }
}
