using Microsoft.Extensions.Options;

namespace SanityStripeBridge.Mirror;

/// <summary>
/// Several bridges of one process on one Stripe account: at most one imports what is born in Stripe, and each has a dataset
/// of its own, for by it they tell their objects apart. Which account a key belongs to is known only at first contact.
/// </summary>
internal sealed class SharedAccount(
    IMemory memory,
    Neighbours neighbours,
    IOptionsMonitor<MirrorOptions> options
)
{
    /// <summary>The account a bridge works on, and the one it imports from: settings of its store.</summary>
    private const string WorksOn = "works_on";
    private const string ImportsFrom = "imports_from";

    /// <summary>Of the bridges of a process that meet on one account, one comes first.</summary>
    private static readonly SemaphoreSlim Turn = new(1, 1);

    /// <summary>Takes the bridge's place on the account. The one that came first keeps its place; the other is refused, and nothing is written.</summary>
    public async Task EnterAsync(string account, CancellationToken cancel)
    {
        var mine = options.CurrentValue;
        var place = $"{mine.Mode} {account} {mine.StripeApi}";
        await Turn.WaitAsync(cancel);
        try
        {
            await CompareAsync(mine, account, place, cancel);
            await RememberAsync(WorksOn, place, cancel);
            await RememberAsync(ImportsFrom, Imports(mine) ? place : null, cancel);
        }
        finally
        {
            Turn.Release();
        }
    }

    private async Task CompareAsync(
        MirrorOptions mine,
        string account,
        string place,
        CancellationToken cancel
    )
    {
        foreach (var other in neighbours.Others)
        {
            var theirs = other.Options.CurrentValue;
            if (
                Dataset(mine) == Dataset(theirs)
                && await other.Memory.GetSettingAsync(WorksOn, cancel) == place
            )
                throw Refusal(
                    $"the bridges {other.Bridge} and {neighbours.Self} both mirror the dataset {mine.Project}/{mine.Dataset} with the Stripe account {account}, where nothing would tell their objects apart; map the types of both in one bridge"
                );
            if (
                Imports(mine)
                && Imports(theirs)
                && await other.Memory.GetSettingAsync(ImportsFrom, cancel) == place
            )
                throw Refusal(
                    $"the bridges {other.Bridge} and {neighbours.Self} are on one Stripe account, {account}, and both import what is born there; set BRIDGE_POLICY_NEW_FROM_STRIPE=off for {neighbours.Self}, or for {other.Bridge}"
                );
        }
    }

    private async Task RememberAsync(string name, string? value, CancellationToken cancel)
    {
        if (await memory.GetSettingAsync(name, cancel) != value)
            await memory.SetSettingAsync(name, value, cancel);
    }

    private static bool Imports(MirrorOptions options) =>
        options.NewFromStripe != Core.Planning.NewFromStripe.Off;

    private static (string Api, string Project, string Dataset) Dataset(MirrorOptions options) =>
        (options.SanityApi, options.Project, options.Dataset);

    private static RemoteException Refusal(string sentence) => new(FailureKind.Operator, sentence);
}
