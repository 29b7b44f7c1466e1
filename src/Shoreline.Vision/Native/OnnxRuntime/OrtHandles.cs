using System.Runtime.InteropServices;

namespace Shoreline.Vision.Native.OnnxRuntime;

/// <summary>Owns an object of ONNX Runtime.</summary>
internal abstract unsafe class OrtHandle : SafeHandle
{
    protected OrtHandle(nint native) : base(invalidHandleValue: 0, ownsHandle: true) => SetHandle(native);

    public override bool IsInvalid => handle == 0;
}

/// <summary>Owns an <c>OrtSessionOptions</c>. A session copies what it needs, so the options may go first.</summary>
internal sealed unsafe class OrtSessionOptionsHandle(nint native) : OrtHandle(native)
{
    protected override bool ReleaseHandle()
    {
        OrtRuntime.Api->ReleaseSessionOptions(handle);
        return true;
    }
}

/// <summary>Owns an <c>OrtSession</c>.</summary>
internal sealed unsafe class OrtSessionHandle(nint native) : OrtHandle(native)
{
    protected override bool ReleaseHandle()
    {
        OrtRuntime.Api->ReleaseSession(handle);
        return true;
    }
}

/// <summary>Owns an <c>OrtTypeInfo</c>; the tensor info cast from it is borrowed and goes with it.</summary>
internal sealed unsafe class OrtTypeInfoHandle(nint native) : OrtHandle(native)
{
    protected override bool ReleaseHandle()
    {
        OrtRuntime.Api->ReleaseTypeInfo(handle);
        return true;
    }
}

/// <summary>Owns an <c>OrtValue</c>, but not the memory that it was made over.</summary>
internal sealed unsafe class OrtValueHandle(nint native) : OrtHandle(native)
{
    protected override bool ReleaseHandle()
    {
        OrtRuntime.Api->ReleaseValue(handle);
        return true;
    }
}
