using System.CommandLine;
using System.Runtime.InteropServices;
using Elbo.Studio.Benchmarks;

var minutes = new Option<double>("--minutes")
{
    Description = "How long the sliders and the map are moved while memory is watched.",
    DefaultValueFactory = _ => 10,
};
var moves = new Option<int>("--moves") { Description = "Moves of each kind whose time is measured.", DefaultValueFactory = _ => 400 };
var rounds = new Option<int>("--rounds") { Description = "Starts of the studio.", DefaultValueFactory = _ => 5 };
var command = new RootCommand("Measures elbo studio through the pages of a browser, with the seed's network trained for one epoch.") { minutes, moves, rounds };
command.SetAction(async (parsed, cancellation) =>
{
    await using var bench = await Bench.PrepareAsync(cancellation);
    var start = await StartUp.MeasureAsync(bench, Math.Max(1, parsed.GetValue(rounds)));
    await using var studio = await RunningStudio.StartAsync(bench);
    await using var sliders = await DraggedPage.SlidersAsync(bench, studio);
    await using var map = await DraggedPage.MapAsync(bench, studio);
    List<(DraggedPage Page, Timing Answers, Timing Frames)> dragged = [];
    foreach (var page in (DraggedPage[])[sliders, map])
        dragged.Add((page, await page.AnswersAsync(Math.Max(20, parsed.GetValue(moves))), await page.FramesAsync(Math.Max(20, parsed.GetValue(moves)))));
    var memory = await Memory.WatchAsync(studio, [sliders, map], TimeSpan.FromMinutes(Math.Max(0.2, parsed.GetValue(minutes))), cancellation);

    Console.WriteLine();
    Console.WriteLine(
        $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, "
        + $"Chromium {bench.Browser.Version}");
    Console.WriteLine();
    Console.WriteLine("| measured | median | 95th percentile | least | most | of |");
    Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: |");
    Console.WriteLine(start.Printed.Row("start of the process to its address"));
    Console.WriteLine(start.Loaded.Row("start of the process to the first page"));
    foreach (var (page, answers, frames) in dragged)
    {
        Console.WriteLine(answers.Row($"{page.Name}: a move to its picture"));
        Console.WriteLine(frames.Row($"{page.Name}: picture to picture while dragging"));
    }
    Console.WriteLine();
    Console.WriteLine("| | |");
    Console.WriteLine("| --- | ---: |");
    Console.WriteLine(memory.Rows());
    Console.WriteLine(FormattableString.Invariant($"| report.html | {new FileInfo(bench.ReportPath).Length / 1e6:F2} MB |"));
});
return await command.Parse(args).InvokeAsync();
