using BenchmarkDotNet.Running;
using Elbo.Benchmarks;

if (args is ["mpi", .. var rest])
    return MpiParts.Run(rest);

// In this process: another toolchain would build a separate project, without libtorch's files and the runtime's settings.
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run([.. args, "--inProcess"]);
return 0;
