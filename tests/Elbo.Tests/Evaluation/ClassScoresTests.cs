using Elbo.Evaluation;
using Elbo.Models;

namespace Elbo.Tests.Evaluation;

public sealed class ClassScoresTests
{
    private static readonly string[] Names = ["cat", "dog", "cow"];

    // The likeliest: dog, cat, cow, dog (of equal ones the first).
    private static readonly ClassProbabilities Found = new(3, [0.2f, 0.5f, 0.3f, 0.9f, 0.1f, 0, 0.25f, 0.25f, 0.5f, 0.2f, 0.4f, 0.4f]);

    [Fact]
    public void Of_KnownLabels_AreScoredByTheLikeliestClass()
    {
        var scores = ClassScores.Of(Found, [1, 2, -1, 0], Names)!;
        Assert.Equal((3, 1 / 3.0), (scores.Examples, scores.Accuracy.Value));
        Assert.Equal([[0, 1, 0], [0, 1, 0], [1, 0, 0]], scores.Confusion);
        Assert.Equal(Names, scores.Names);
        // A class that is called impossible costs the most that a float can say.
        Assert.Equal((-Math.Log(0.5) - Math.Log(float.Epsilon) - Math.Log(0.2f)) / 3, scores.LogLoss.Value, 1e-6);
        Assert.Equal(1, ClassScores.Of(Found, [1, 0, 2, 1], Names)!.Accuracy.Value);
    }

    [Fact]
    public void Of_NoKnownLabel_IsNothing()
    {
        Assert.Null(ClassScores.Of(Found, null, Names));
        Assert.Null(ClassScores.Of(Found, [-1, -1, -1, -1], Names));
    }
}
