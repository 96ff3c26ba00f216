using System.CommandLine;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Setup;

namespace SanityStripeBridge.Cli.Verbs;

/// <summary>Makes an installation ready: webhooks, and the pins.</summary>
internal static class SetupVerb
{
    public static Command Create(CliWorld world) =>
        new("setup", "Makes the installation ready.") { Webhooks(world), RepinVerb.Create(world) };

    private static Command Webhooks(CliWorld world)
    {
        var url = new Option<string?>("--url")
        {
            Description = "The bridge's public address; the one of the last time when left out",
            HelpName = "url",
        };
        var renew = new Option<bool>("--new-secrets")
        {
            Description = "Make new signing secrets: the old ones were lost, or have become known",
        };
        var webhooks = Verb.Create(
            "webhooks",
            "Creates or repairs the webhooks of both platforms. Needs SANITY_MANAGE_TOKEN, and a Stripe key that may write webhook endpoints.",
            "setup webhooks --url https://bridge.example.com"
        );
        webhooks.Options.Add(url);
        webhooks.Options.Add(renew);
        return webhooks.Does(
            world,
            (run, cancel) => WebhooksAsync(run, run.Get(url), run.Get(renew), cancel)
        );
    }

    private static async Task<int> WebhooksAsync(
        VerbRun run,
        string? url,
        bool renew,
        CancellationToken cancel
    )
    {
        var given = url is null ? null : Checked(url);
        await using var session = await Session.OpenAsync(run, cancel);
        var memory = session.Get<IMemory>();
        var host =
            given
            ?? await memory.GetSettingAsync(PublicUrl.Setting, cancel)
            ?? throw CliException.Usage(
                "--url is missing: the bridge's public address, such as https://bridge.example.com"
            );
        var pins = await session.Get<FirstContact>().CompareAsync(cancel);
        var place = await Place.OfAsync(session, cancel) with { Account = pins[0].Value };
        var setup = new WebhookReport(run, place, host, renew);
        await setup.PlanAsync(session, cancel);
        await memory.SetSettingAsync(PublicUrl.Setting, host, cancel);
        return await setup.ApplyAsync(session, cancel);
    }

    private static string Checked(string url)
    {
        var (host, fault) = PublicUrl.Read(url);
        return host ?? throw CliException.Usage(fault!);
    }
}
