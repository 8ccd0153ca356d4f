#:property PublishAot=false
// The time of a data-parallel step on 8 to 1,024 ranks, modelled from measured times (the assumptions are in docs/scaling.md).
//   dotnet run bench/mpi/model.cs WEIGHTS FIXED_MS MS_PER_EXAMPLE SHARE
// A rank's gradient and update take FIXED_MS + MS_PER_EXAMPLE · b for b examples; SHARE is b, constant as ranks are added.
using System.Globalization;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is not [var weightsText, var fixedText, var eachText, var shareText])
{
    Console.Error.WriteLine("usage: model.cs WEIGHTS FIXED_MS MS_PER_EXAMPLE SHARE");
    return 2;
}
var (weights, constant, each, share) = (double.Parse(weightsText), double.Parse(fixedText), double.Parse(eachText), double.Parse(shareText));
// Goodput of TCP on Ethernet and of RDMA, bytes per second, and the latency of one message.
(string Name, double Bandwidth, double Latency)[] networks = [("10 Gbit", 1.1e9, 30e-6), ("100 Gbit", 11e9, 5e-6)];
var compute = constant + each * share;
Console.WriteLine($"{weights:N0} weights, {share:N0} examples per rank, compute {compute:F2} ms");
Console.WriteLine("| ranks | batch | 10 Gbit: allreduce, ms | step, ms | efficiency | 100 Gbit: allreduce, ms | step, ms | efficiency |");
Console.WriteLine("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
for (var ranks = 8; ranks <= 1024; ranks *= 2)
{
    Console.Write($"| {ranks:N0} | {ranks * share:N0} |");
    foreach (var (_, bandwidth, latency) in networks)
    {
        // Thakur, Rabenseifner and Gropp, "Optimization of Collective Communication Operations in MPICH", 2005: both send 2 (p - 1) / p · n bytes.
        var transfer = 2 * (ranks - 1.0) / ranks * weights * 4 / bandwidth;
        var messages = Math.Min(2 * (ranks - 1.0), 2 * Math.Log2(ranks)); // ring; halving and doubling
        var sum = 1000 * (transfer + messages * latency);
        Console.Write($" {sum:F2} | {compute + sum:F2} | {compute / (compute + sum):P0} |");
    }
    Console.WriteLine();
}
return 0;
