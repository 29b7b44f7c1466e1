using System.Globalization;
using Shoreline.Edge.Runtime.Steps;

namespace Shoreline.Edge.Runtime.Accounts;

/// <summary>Who runs a component's steps (greengrass-components, 3.3).</summary>
/// <param name="Home">What <c>HOME</c> is to be; null where no switch takes place, and the runtime's own stays.</param>
internal sealed record StepUser(uint UserId, uint GroupId, string? Home)
{
    public static StepUser Own { get; } = new(PosixAccounts.EffectiveUserId, PosixAccounts.EffectiveGroupId, null);

    /// <summary>What setpriv has to be told; nothing where no switch takes place.</summary>
    public IReadOnlyList<string> SetprivArguments { get; } = Home is null ? [] : Switch(UserId, GroupId);

    /// <summary>
    /// Resolves <c>user[:group]</c>; the component's own wish goes before the default, and that before the runtime's own user.
    /// </summary>
    /// <exception cref="StepException">No user applies, there is none of that name, or the runtime may not switch.</exception>
    public static StepUser Resolve(string component, string? wish, string? byDefault)
    {
        var name = string.IsNullOrEmpty(wish) ? byDefault : wish;
        if (!string.IsNullOrEmpty(name)) return Find(component, name);
        if (Own.UserId != 0) return Own;
        throw new StepException(
            StepFailure.MissingDefaultRunWith,
            $"{component} names no user to run as, and there is no default. Set runWith.posixUser of the component, or "
            + "runWithDefault.posixUser of the nucleus.");
    }

    /// <summary>Root, for steps that ask for it.</summary>
    /// <exception cref="StepException">The runtime does not run as root.</exception>
    public static StepUser Privileged(string component) => Find(component, "0:0");

    private static StepUser Find(string component, string name)
    {
        var parts = name.Split(':');
        if (parts.Length > 2 || parts.Any(part => part.Length == 0))
            throw Invalid($"'{name}', the user that {component} is to run as, is not of the form user or user:group");
        var user = PosixAccounts.FindUser(parts[0])
            ?? throw Invalid($"{component} is to run as user '{parts[0]}', which this machine does not know: create the user, or name another");
        var group = parts.Length == 2
            ? PosixAccounts.FindGroup(parts[1])
                ?? throw Invalid($"{component} is to run with group '{parts[1]}', which this machine does not know: create it, or name another")
            : user.GroupId
                ?? throw Invalid($"{component} is to run as user {user.UserId}, which has no entry and so no group: name one, as in {user.UserId}:{user.UserId}");
        if (user.UserId == Own.UserId && group == Own.GroupId) return Own;
        if (Own.UserId != 0) throw Invalid($"{component} is to run as user '{name}', but the runtime runs as user {Own.UserId} and only root may switch");
        return new StepUser(user.UserId, group, user.Home);
    }

    private static StepException Invalid(string reason) => new(StepFailure.ConfigNotValid, reason + ".");

    private static string[] Switch(uint user, uint group) =>
    [
        "--reuid", user.ToString(CultureInfo.InvariantCulture), "--regid", group.ToString(CultureInfo.InvariantCulture),
        // A number without an entry has no groups to look up.
        PosixAccounts.HasEntry(user) ? "--init-groups" : "--clear-groups",
    ];
}
