using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Data.Tables;

namespace Elbo.Tests.Data;

/// <summary>The columns of a condition as numbers, and what is read from words.</summary>
public sealed class ConditionSchemaTests
{
    private static readonly ConditionSchema Schema = new(
    [
        new("kind", ColumnKind.Categorical, ["cat", "dog", "owl", "rat"], 0, 1, HasMissing: true),
        new("year", ColumnKind.Real, [], 2000, 10, HasMissing: false),
    ]);

    [Fact]
    public void Encode_NamesAndNumbers_HaveAMeanSquareOfOne()
    {
        Assert.Equal(6, Schema.Inputs);
        var conditions = Schema.Encode([1, 2010, double.NaN, 1995, 3, 2000]);
        Assert.Equal([0, 2, 0, 0, 0, 1, 0, 0, 0, 0, 1, -0.5f, 0, 0, 0, 2, 0, 0], conditions.Values);
        Assert.Null(conditions.Labels);
        var classes = new ConditionSchema([Schema.Columns[0]]).Encode([0, 1, 2, 3]);
        Assert.Equal([0, 1, 2, 3], classes.Labels!);
        // Over equally frequent names the numbers of a name have a mean square of 1.
        Assert.Equal(4, classes.Values.Sum(value => value * value) / 4, 1e-5);
    }

    [Theory]
    [InlineData("kind=dog", "year=2010", new double[] { 1, 2010 })]
    [InlineData("year=1.5e3", "kind=any", new[] { double.NaN, 1500 })]
    public void Parse_Words_GivesCells(string first, string second, double[] cells) => Assert.Equal(cells, Schema.Parse([first, second]));

    [Theory]
    [InlineData("kind=cow,year=1", "given was kind=cow, but the run learned kind from cat, dog, owl, rat, or any. Use --given kind=")]
    [InlineData("kind=cat", "No value was given for the condition year")]
    [InlineData("kind=cat,year=soon", "year is a real column, which takes numbers")]
    [InlineData("colour=1,year=1", "the condition of the run is kind, year, not colour")]
    [InlineData("cat,year=1", "and a value is needed. Use --given kind=cat,year=2000")]
    public void Parse_Faults_SayWhatIsAllowed(string words, string message) =>
        Assert.Contains(message, Assert.Throws<OptionsException>(() => Schema.Parse(words.Split(','))).Message, StringComparison.Ordinal);

    [Fact]
    public void Drop_Rate_HidesThatShareOfEachColumnAndDependsOnTheExampleOnly()
    {
        const int Count = 4000;
        var schema = new ConditionSchema([.. Schema.Columns.Select(column => column with { HasMissing = true })]);
        int[] examples = [.. Enumerable.Range(0, Count)];
        Conditions Dropped(int[] rows)
        {
            var conditions = schema.Repeat([2, 2010], rows.Length);
            conditions.Drop(0.3, new Philox(5, RandomStream.ConditionDropout, 2), rows);
            return conditions;
        }
        var all = Dropped(examples);
        bool[] Hidden(int place) => [.. examples.Select(i => all.Values[i * schema.Inputs + place] == 1)];
        var (kinds, years) = (Hidden(4), Hidden(6));
        Assert.Equal(0.3, kinds.Count(hidden => hidden) / (double)Count, 0.03);
        Assert.Equal(0.3, years.Count(hidden => hidden) / (double)Count, 0.03);
        Assert.Equal(0.09, kinds.Zip(years).Count(pair => pair is (true, true)) / (double)Count, 0.02);
        Assert.All(examples, i => Assert.Equal(kinds[i] ? 0 : 2, all.Values[i * schema.Inputs + 2]));
        Assert.Equal(all.Select([7, 3]).Values, Dropped([7, 3]).Values);
    }

    [Fact]
    public void Between_TwoConditions_AreOnAStraightLine()
    {
        var schema = new ConditionSchema([Schema.Columns[1]]);
        var between = Conditions.Between(schema.Encode([2000, 2010]), schema.Encode([2010, 2010]), [0, 0.25, 1]);
        Assert.Equal([0, 0.25f, 1, 1, 1, 1], between.Values);
    }
}
