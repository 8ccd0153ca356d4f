using System.Runtime.InteropServices;
using System.Text;

namespace Elbo.Compute.Distributed.Mpi;

/// <summary>The system's MPI library, found at run time: the dozen functions that Elbo calls.</summary>
internal sealed unsafe class MpiLibrary
{
    private const int LongestText = 8192;
    private readonly nint handle;
    private readonly delegate* unmanaged<int, byte*, int*, int> errorString;

    private MpiLibrary(string name, nint handle)
    {
        (Name, this.handle, Abi) = (name, handle, MpiAbi.Of(handle));
        errorString = (delegate* unmanaged<int, byte*, int*, int>)Find("MPI_Error_string");
        InitThread = (delegate* unmanaged<int*, byte***, int, int*, int>)Find("MPI_Init_thread");
        End = (delegate* unmanaged<int>)Find("MPI_Finalize");
        Rank = (delegate* unmanaged<nint, int*, int>)Find("MPI_Comm_rank");
        Size = (delegate* unmanaged<nint, int*, int>)Find("MPI_Comm_size");
        SetErrorHandler = (delegate* unmanaged<nint, nint, int>)Find("MPI_Comm_set_errhandler");
        Split = (delegate* unmanaged<nint, int, int, nint, nint*, int>)Find("MPI_Comm_split_type");
        Allreduce = (delegate* unmanaged<nint, void*, int, nint, nint, nint, int>)Find("MPI_Allreduce");
        BeginAllreduce = (delegate* unmanaged<nint, void*, int, nint, nint, nint, nint*, int>)Find("MPI_Iallreduce");
        BeginBarrier = (delegate* unmanaged<nint, nint*, int>)Find("MPI_Ibarrier");
        Test = (delegate* unmanaged<nint*, int*, nint, int>)Find("MPI_Test");
        Broadcast = (delegate* unmanaged<void*, int, nint, int, nint, int>)Find("MPI_Bcast");
        Abort = (delegate* unmanaged<nint, int, int>)Find("MPI_Abort");
    }

    public string Name { get; }

    public MpiAbi Abi { get; }

    public delegate* unmanaged<int*, byte***, int, int*, int> InitThread { get; }

    public delegate* unmanaged<int> End { get; }

    public delegate* unmanaged<nint, int*, int> Rank { get; }

    public delegate* unmanaged<nint, int*, int> Size { get; }

    public delegate* unmanaged<nint, nint, int> SetErrorHandler { get; }

    public delegate* unmanaged<nint, int, int, nint, nint*, int> Split { get; }

    public delegate* unmanaged<nint, void*, int, nint, nint, nint, int> Allreduce { get; }

    public delegate* unmanaged<nint, void*, int, nint, nint, nint, nint*, int> BeginAllreduce { get; }

    public delegate* unmanaged<nint, nint*, int> BeginBarrier { get; }

    public delegate* unmanaged<nint*, int*, nint, int> Test { get; }

    public delegate* unmanaged<void*, int, nint, int, nint, int> Broadcast { get; }

    public delegate* unmanaged<nint, int, int> Abort { get; }

    /// <summary>Loads the first of the launch's libraries that the system has.</summary>
    /// <exception cref="MpiException">It has none of them, or one that is not an MPI library.</exception>
    public static MpiLibrary Load(MpiLaunch launch)
    {
        foreach (var name in launch.Libraries)
            if (NativeLibrary.TryLoad(name, out var handle))
                return new(name, handle);
        throw new MpiException(
            $"{launch.Launcher} started this process, but the system finds no MPI library ({string.Join(", ", launch.Libraries)}). "
                + "Install it on every machine (apt install libopenmpi3, or libmpich12 for mpiexec of MPICH), name its folder in LD_LIBRARY_PATH, "
                + "or start elbo without the launcher.");
    }

    /// <exception cref="MpiException">The code does not mean success.</exception>
    public void Check(int code, string function)
    {
        if (code == 0)
            return;
        var text = stackalloc byte[LongestText];
        var length = 0;
        var words = errorString(code, text, &length) == 0 ? Encoding.UTF8.GetString(text, length) : $"error {code}";
        throw new MpiException(
            $"{function} of {Name} failed: {words.ReplaceLineEndings(" ").TrimEnd('.')}. "
            + "Look at the launcher's messages and at the network between the machines.");
    }

    private nint Find(string function) => NativeLibrary.TryGetExport(handle, function, out var address)
        ? address
        : throw new MpiException(
            $"{Name} has no {function}, so it is not an MPI library of version 3. Install Open MPI or MPICH, or name its folder in LD_LIBRARY_PATH.");
}
