using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Folding.Osqp.Tests;

/// <summary>Where the runtime puts the fields of a struct, found by writing ones into each field in turn.</summary>
internal static unsafe class StructLayout
{
    /// <summary>Lines <c>sizeof NAME</c> and <c>NAME.field</c> with their numbers, in the form of native/abi.</summary>
    public static Dictionary<string, int> Of<T>(string name)
        where T : unmanaged
    {
        var layout = new Dictionary<string, int> { [$"sizeof {name}"] = Unsafe.SizeOf<T>() };
        foreach (var field in typeof(T).GetFields(BindingFlags.Instance | BindingFlags.Public))
        {
            object boxed = default(T);
            field.SetValue(boxed, Ones(field.FieldType));
            var value = (T)boxed;
            layout[$"{name}.{field.Name}"] = MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).IndexOfAnyExcept((byte)0);
        }

        return layout;
    }

    private static object Ones(Type type)
    {
        if (type == typeof(int)) return -1;
        if (type == typeof(long)) return -1L;
        if (type == typeof(byte)) return byte.MaxValue;
        if (type == typeof(double)) return BitConverter.Int64BitsToDouble(-1);
        if (type.IsEnum) return Enum.ToObject(type, -1);
        if (type.IsPointer) return Pointer.Box((void*)-1, type);
        var inner = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)[0];
        var boxed = Activator.CreateInstance(type)!;
        inner.SetValue(boxed, Ones(inner.FieldType));
        return boxed;
    }
}
