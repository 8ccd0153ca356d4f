namespace Elbo.Reports.Figures.Drawing;

/// <summary>One curve as unbroken runs of finite points: null is skipped, NaN and infinity break it.</summary>
internal sealed record Series(bool IsMeasured, IReadOnlyList<IReadOnlyList<(double X, double Y)>> Runs)
{
    public IEnumerable<double> Finite => Runs.SelectMany(run => run).Select(point => point.Y);

    public static Series Of(IReadOnlyList<EpochLosses> epochs, Func<EpochLosses, double?> value)
    {
        var runs = new List<IReadOnlyList<(double, double)>>();
        var run = new List<(double, double)>();
        var measured = false;
        foreach (var epoch in epochs)
        {
            if (value(epoch) is not { } y)
                continue;
            measured = true;
            if (double.IsFinite(y))
                run.Add((epoch.Epoch, y));
            else
                End();
        }
        End();
        return new(measured, runs);

        void End()
        {
            if (run.Count > 0)
                runs.Add(run);
            run = [];
        }
    }
}
