using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Elbo.MLNet;

/// <summary>Converts a vector of one number to a number. A saved pipeline refers to this type and assembly by name.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class ScoreMapping : CustomMappingFactory<ScoreVector, Score>
{
    public const string Contract = "Elbo.MLNet.Score";

    public static void Map(ScoreVector from, Score to) => to.Value = from.Value.GetItemOrDefault(0);

    public override Action<ScoreVector, Score> GetMapping() => Map;
}

/// <summary>The ONNX output for an image.</summary>
internal sealed class ScoreVector
{
    public const string Column = "elbo.vector";

    [ColumnName(Column), VectorType(1)]
    public VBuffer<float> Value { get; set; }
}

/// <summary>The number in it.</summary>
internal sealed class Score
{
    public const string Column = "elbo.score";

    [ColumnName(Column)]
    public float Value { get; set; }
}
