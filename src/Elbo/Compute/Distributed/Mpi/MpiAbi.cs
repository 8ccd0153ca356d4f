using System.Runtime.InteropServices;

namespace Elbo.Compute.Distributed.Mpi;

/// <summary>The handles and constants that mpi.h would give a C program. In Open MPI a handle is the address of an exported object; in MPICH and what
/// shares its ABI (Intel MPI, Cray MPICH) a fixed 32-bit number, which travels in the lower half of the same register.</summary>
/// <param name="Name">The display name.</param>
/// <param name="World">MPI_COMM_WORLD.</param>
/// <param name="Float">MPI_FLOAT.</param>
/// <param name="Double">MPI_DOUBLE.</param>
/// <param name="Byte">MPI_BYTE.</param>
/// <param name="Sum">MPI_SUM.</param>
/// <param name="ErrorsReturn">MPI_ERRORS_RETURN.</param>
/// <param name="NoInfo">MPI_INFO_NULL.</param>
/// <param name="InPlace">MPI_IN_PLACE.</param>
/// <param name="Shared">MPI_COMM_TYPE_SHARED.</param>
/// <param name="NoStatus">MPI_STATUS_IGNORE.</param>
internal sealed record MpiAbi(
    string Name, nint World, nint Float, nint Double, nint Byte, nint Sum, nint ErrorsReturn, nint NoInfo, nint InPlace, int Shared, nint NoStatus)
{
    // From mpi.h of Open MPI 4 and 5, and of MPICH 3.1 to 4 (the MPICH ABI initiative fixes them).
    private const string OpenMpiWorld = "ompi_mpi_comm_world";

    private static readonly MpiAbi Mpich = new(
        "MPICH", 0x44000000, 0x4c00040a, 0x4c00080b, 0x4c00010d, 0x58000003, 0x54000001, 0x1c000000, InPlace: -1, Shared: 1, NoStatus: 1);

    public static MpiAbi Of(nint library)
    {
        return NativeLibrary.TryGetExport(library, OpenMpiWorld, out var world)
            ? new(
                "Open MPI", world, Object("ompi_mpi_float"), Object("ompi_mpi_double"), Object("ompi_mpi_byte"), Object("ompi_mpi_op_sum"),
                Object("ompi_mpi_errors_return"), Object("ompi_mpi_info_null"), InPlace: 1, Shared: 0, NoStatus: 0)
            : Mpich;

        nint Object(string name) => NativeLibrary.GetExport(library, name);
    }
}
