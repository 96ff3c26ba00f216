using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Checks;
using SanityStripeBridge.Hosting;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Sanity;
using SanityStripeBridge.Setup;
using Spectre.Console;

namespace SanityStripeBridge.Cli;

/// <summary>Sets both webhooks up and tells what was done. A new secret is told even when the other platform fails: nobody can ask for it again.</summary>
internal sealed class WebhookReport(VerbRun run, Place place, string host, bool renew)
{
    private readonly List<(string Platform, string Variable, HookOutcome Outcome)> _done = [];
    private HookPlan? _stripe;
    private HookPlan? _sanity;

    /// <summary>Looks at both platforms before either is written.</summary>
    public async Task PlanAsync(Session session, CancellationToken cancel)
    {
        _stripe = await AllowedAsync(
            () => session.Get<StripeEndpointSetup>().PlanAsync(host, renew, cancel),
            StripeRemedy
        );
        try
        {
            _sanity = await session.Get<SanityHookSetup>().PlanAsync(host, renew, cancel);
        }
        catch (RemoteException refusal) when (refusal.Status is 401 or 403)
        {
            if (!session.Get<SanityClient>().HasManageToken)
                throw new SettingsException([
                    "SANITY_MANAGE_TOKEN: expected a token that may manage webhooks; make one at sanity.io/manage → API → Tokens with the role Deploy Studio or Administrator.",
                ]);
            throw new CliException(
                "operator",
                $"{refusal.Message}. SANITY_MANAGE_TOKEN needs the role Deploy Studio or Administrator of this project"
            );
        }
    }

    /// <summary>Stripe first, then Sanity; the exit code.</summary>
    public async Task<int> ApplyAsync(Session session, CancellationToken cancel)
    {
        string? failure = null;
        try
        {
            _done.Add(
                (
                    "stripe",
                    "STRIPE_WEBHOOK_SECRET",
                    await AllowedAsync(
                        () => session.Get<StripeEndpointSetup>().ApplyAsync(host, _stripe!, cancel),
                        StripeRemedy
                    )
                )
            );
            _done.Add(
                (
                    "sanity",
                    "SANITY_WEBHOOK_SECRET",
                    await session.Get<SanityHookSetup>().ApplyAsync(host, _sanity!, renew, cancel)
                )
            );
        }
        catch (Exception failed)
            when (failed is RemoteException or CliException or OperationCanceledException)
        {
            failure = failed.Message;
        }
        Tell(failure);
        return failure is null ? ExitCode.Done : ExitCode.Failed;
    }

    private const string StripeRemedy =
        "Give the key \"Webhook Endpoints: Write\", or run this once with another key of the same account";

    private static async Task<T> AllowedAsync<T>(Func<Task<T>> call, string remedy)
    {
        try
        {
            return await call();
        }
        catch (RemoteException refusal) when (refusal.Kind == FailureKind.Operator)
        {
            throw new CliException("operator", $"{refusal.Message.TrimEnd('.')}. {remedy}");
        }
    }

    private void Tell(string? failure)
    {
        run.Voice.Line(place.Heading());
        foreach (var (platform, _, outcome) in _done)
            Tell(platform == "stripe" ? "Stripe" : "Sanity", outcome);
        var secrets = _done.Where(done => done.Outcome.NewSecret is not null).ToList();
        if (secrets.Count > 0)
            run.Voice.Line(
                "Put this into the settings of the service (environment or .env). It is not shown again. During a change put the new secret beside the old one, separated by a comma."
            );
        foreach (var (_, variable, outcome) in secrets)
            run.Voice.Line(Markup.Escape($"{variable}={outcome.NewSecret}"));
        if (failure is null && _done.All(done => done.Outcome.Result == "unchanged"))
            run.Voice.Line("Nothing was changed: both webhooks are as they should be.");
        Json(failure);
        if (failure is not null && !run.Voice.IsJson)
            run.Voice.Failure("platform", failure, []);
    }

    private void Tell(string platform, HookOutcome outcome)
    {
        run.Voice.Line(Markup.Escape($"{platform}  {outcome.Result}  {outcome.Id}  {outcome.Url}"));
        foreach (var repair in outcome.Repairs)
            run.Voice.Line(Markup.Escape($"  put right: {repair}"));
        foreach (var removed in outcome.Removed)
            run.Voice.Line(Markup.Escape($"  removed: {removed}"));
        foreach (var left in outcome.Left)
            run.Voice.Line(Markup.Escape($"  left: {left}"));
    }

    private void Json(string? failure)
    {
        var document = new JsonObject
        {
            ["bridge"] = place.Bridge,
            ["mode"] = place.Mode,
            ["account"] = place.Account,
            ["project"] = place.Project,
            ["dataset"] = place.Dataset,
            ["url"] = host,
            ["changed"] = _done.Any(done => done.Outcome.Result != "unchanged"),
        };
        foreach (var (platform, variable, outcome) in _done)
            document[platform] = new JsonObject
            {
                ["id"] = outcome.Id,
                ["url"] = outcome.Url,
                ["result"] = outcome.Result,
                ["repairs"] = Texts(outcome.Repairs),
                ["removed"] = Texts(outcome.Removed),
                ["left"] = Texts(outcome.Left),
                ["setting"] = outcome.NewSecret is null ? null : variable,
                ["secret"] = outcome.NewSecret,
            };
        if (failure is not null)
            document["error"] = new JsonObject
            {
                ["code"] = "platform",
                ["message"] = failure,
                ["details"] = new JsonObject(),
            };
        run.Voice.Json(document);
    }

    private static JsonArray Texts(IEnumerable<string> texts) =>
        new([.. texts.Select(text => JsonValue.Create(text))]);
}
