using System.Text;
using Shoreline.Edge.Nucleus;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Edge.Ipc.Operations;

/// <summary>ValidateAuthorizationToken (greengrass-ipc, 6.9): the stream manager asks whether who connects to it is a component.</summary>
internal sealed class TokenOperations(IComponentRuntime components)
{
    private const string StreamManager = "aws.greengrass.StreamManager";

    public ValidateAuthorizationTokenResponse Validate(IpcCaller caller, ValidateAuthorizationTokenRequest request)
    {
        if (caller.Name != StreamManager)
        {
            throw IpcErrorException.Unauthorized($"{caller.Name} is not authorized to perform {IpcOperations.ValidateAuthorizationToken}");
        }
        if (components.ComponentOfToken(Encoding.UTF8.GetBytes(request.Token ?? "")) is not null)
        {
            return new ValidateAuthorizationTokenResponse { IsValid = true };
        }
        throw new IpcErrorException(ErrorShapes.InvalidToken, "Invalid token used by client");
    }
}
