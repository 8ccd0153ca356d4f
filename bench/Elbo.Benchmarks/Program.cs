using BenchmarkDotNet.Running;
using Elbo.Benchmarks;

if (args is ["mpi", .. var rest])
    return MpiParts.Run(rest);

// In this process: another toolchain would build a project of its own, which libtorch's files and the runtime's settings do not reach.
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run([.. args, "--inProcess"]);
return 0;
