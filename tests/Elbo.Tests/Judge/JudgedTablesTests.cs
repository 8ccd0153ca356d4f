using Elbo.Judge;
using Elbo.Tests.Data;

namespace Elbo.Tests.Judge;

/// <summary>Files that do not go together.</summary>
public sealed class JudgedTablesTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Csv(string name, string header, Func<int, string> row, int count = 40)
    {
        var path = folder.File(name);
        File.WriteAllText(path, string.Join('\n', Enumerable.Range(0, count).Select(row).Prepend(header)) + "\n");
        return path;
    }

    private string Real => Csv("real.csv", "age,city,income", i => $"{20 + i * 7 % 41},{(i % 3 == 0 ? "Chur" : "Basel")},{(i % 4 == 0 ? "high" : "low")}");

    [Fact]
    public void Read_NamesOnlyInOtherFiles_CountAsNamesAndAreNoted()
    {
        var synthetic = Csv("synthetic.csv", "income,age,city,more", i => $"low,{i}.5,{(i % 2 == 0 ? "Genf" : "Chur")},9");
        var test = Csv("test.csv", "age,city,income", i => $"{i},{(i == 3 ? "Thun" : "Chur")},{(i % 2 == 0 ? "high" : "low")}");
        var tables = JudgedTables.Read(Real, synthetic, test);
        Assert.Equal(["age", "city", "income"], tables.Columns.Select(column => column.Name));
        Assert.Equal(["Basel", "Chur", "Genf", "Thun"], tables.Columns[1].Categories);
        Assert.Equal(
            [$"in column city, {synthetic} has a name not in {Real}: 'Genf'", $"in column city, {test} has a name not in {Real}: 'Thun'"], tables.Notes);
        Assert.Equal([0.5, 2, 1], tables.Synthetic.Row(0).ToArray());
        Assert.Equal([3, 3, 1], tables.Test!.Row(3).ToArray());
    }

    [Theory]
    [InlineData("age,income", "30,low", "has no column 'city', which is needed; it has age, income. Give a table with that column.")]
    [InlineData("age,city,income", "30,basel,low",
        "column city has none of the names that {0} has there: it has 'basel', not 'Basel', 'Chur'. "
        + "Spell them as in {0}, or leave the column out with --columns city:skip.")]
    [InlineData("age,city,income", "thirty,Basel,low",
        "column age holds 'thirty'; a real column holds numbers. {0} has numbers in that column. "
        + "Correct the cell, or judge the column as names with --columns age:categorical.")]
    public void Read_FilesThatDiffer_SaysWhereAndWhatToDo(string header, string row, string message)
    {
        var refused = Assert.Throws<DataException>(() => JudgedTables.Read(Real, Csv("synthetic.csv", header, _ => row), null));
        Assert.EndsWith(string.Format(System.Globalization.CultureInfo.InvariantCulture, message, Real), refused.Message, StringComparison.Ordinal);
        Assert.Contains("synthetic.csv", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FileWithoutRows_IsRefused() =>
        Assert.Contains("synthetic.csv", Assert.Throws<DataException>(
            () => JudgedTables.Read(Real, Csv("synthetic.csv", "age,city,income", _ => "", 0), null)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("wage", "--target was wage, but the judged columns are age, city, income. Use --target income.")]
    [InlineData("age", "--target was age, a column of numbers; classifiers predict names. Use --target income.")]
    public void TargetOf_ColumnThatCannotBePredicted_SaysWhich(string target, string message)
    {
        var tables = JudgedTables.Read(Real, Real, null);
        Assert.Equal(2, Usefulness.TargetOf(tables, null));
        Assert.Equal(1, Usefulness.TargetOf(tables, "city"));
        Assert.Equal(message, Assert.Throws<DataException>(() => Usefulness.TargetOf(tables, target)).Message);
    }
}
