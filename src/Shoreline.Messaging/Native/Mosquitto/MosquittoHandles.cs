using System.Runtime.InteropServices;

namespace Shoreline.Messaging.Native.Mosquitto;

/// <summary>Owns one struct mosquitto. Its callbacks must not be running when the last reference goes: end the loop first.</summary>
internal sealed class MosquittoHandle() : SafeHandle(invalidHandleValue: 0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        MosquittoNative.Destroy(handle);
        return true;
    }
}
