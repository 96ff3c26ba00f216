using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using SanityStripeBridge.Calls;
using SanityStripeBridge.Core.Checks;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Sanity;
using SanityStripeBridge.Webhooks;

namespace SanityStripeBridge.Doctor;

/// <summary>Token, dataset, version, clock and permissions at Sanity; the permission to write is tried with a dry run.</summary>
internal sealed class SanityChecks(
    SanityClient sanity,
    IOptionsMonitor<SanityOptions> options,
    IOptionsMonitor<WebhookOptions> receivers,
    CatalogueMapping mapping
)
{
    private const string TokenRemedy =
        "make a token with the role Editor at sanity.io/manage → API → Tokens and put it into SANITY_API_TOKEN";

    public async Task<IReadOnlyList<CheckLine>> RunAsync(CancellationToken cancel)
    {
        Probe documents;
        try
        {
            documents = await sanity.ProbeAsync(HttpMethod.Get, CountQuery(), null, cancel);
        }
        catch (RemoteException silent)
        {
            return
            [
                CheckLine.Failure(
                    "sanity.token",
                    $"Sanity cannot be asked: {silent.Message.TrimEnd('.')}",
                    "look at the network, at SANITY_PROJECT_ID and at SANITY_API_BASE"
                ),
            ];
        }
        var clock = ClockRules.Judge(
            "sanity.clock",
            "Sanity",
            documents.Skew,
            TimeSpan.FromSeconds(receivers.CurrentValue.SanityToleranceSeconds)
        );
        if (documents.IsForbidden)
            return
            [
                CheckLine.Failure("sanity.token", $"Sanity refuses the token: {documents.Said}", TokenRemedy),
                clock,
            ];
        return
        [
            CheckLine.Ok("sanity.token", $"the token opens the project {options.CurrentValue.ProjectId}"),
            Dataset(documents),
            Version(),
            clock,
            .. documents.Succeeded ? [await PermissionAsync(cancel)] : (CheckLine[])[],
        ];
    }

    private string CountQuery()
    {
        var types = string.Join(',', mapping.Names.Select(name => $"\"{name}\""));
        var query = Uri.EscapeDataString($"count(*[_type in [{types}]])");
        return $"/data/query/{Dataset()}?perspective=published&returnQuery=false&query={query}";
    }

    private string Dataset() => Uri.EscapeDataString(options.CurrentValue.Dataset);

    private CheckLine Dataset(Probe documents) =>
        documents.Succeeded
            ? CheckLine.Ok(
                "sanity.dataset",
                $"the dataset {options.CurrentValue.Dataset} holds {documents.Body?["result"]} published documents of the mapped types"
            )
            : CheckLine.Failure(
                "sanity.dataset",
                $"the dataset {options.CurrentValue.Dataset} cannot be read: {documents.Said}",
                "correct SANITY_DATASET, or make the dataset"
            );

    private CheckLine Version()
    {
        var (set, built) = (options.CurrentValue.ApiVersion, new SanityOptions().ApiVersion);
        return set == built
            ? CheckLine.Ok("sanity.version", $"API version {built}")
            : CheckLine.Warning(
                "sanity.version",
                $"API version {set}; the bridge is tested with {built}",
                "leave SANITY_API_VERSION out"
            );
    }

    private async Task<CheckLine> PermissionAsync(CancellationToken cancel)
    {
        var id = mapping.CompanionOf("bridge-doctor");
        var body = new JsonObject
        {
            ["mutations"] = new JsonArray(
                new JsonObject
                {
                    ["createIfNotExists"] = new JsonObject { ["_id"] = id, ["_type"] = "stripeSync" },
                },
                new JsonObject { ["delete"] = new JsonObject { ["id"] = id } }
            ),
        };
        var tried = await sanity.ProbeAsync(
            HttpMethod.Post,
            $"/data/mutate/{Dataset()}?dryRun=true",
            body,
            cancel
        );
        return tried.Succeeded
            ? CheckLine.Ok("sanity.permissions", "the token may write documents (tried with a dry run)")
            : CheckLine.Failure(
                "sanity.permissions",
                $"the token may not write documents, so nothing is mirrored to Sanity: {tried.Said}",
                TokenRemedy
            );
    }
}
