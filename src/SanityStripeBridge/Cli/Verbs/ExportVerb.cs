using System.CommandLine;
using System.Text.Json.Nodes;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Operating.Shapes;
using Spectre.Console;

namespace SanityStripeBridge.Cli.Verbs;

/// <summary>The catalogue as a file that <c>seed</c> reads back.</summary>
internal static class ExportVerb
{
    public static Command Create(CliWorld world)
    {
        var file = new Argument<string>("file") { Description = "Where to; what stands there is replaced" };
        var verb = Verb.Create(
            "export",
            "Writes the catalogue with its links in the form of a seed file; changes nothing on either side.",
            "export catalogue.json"
        );
        verb.Arguments.Add(file);
        return verb.Does(world, (run, cancel) => ExportAsync(run, run.Get(file)!, cancel));
    }

    private static async Task<int> ExportAsync(VerbRun run, string file, CancellationToken cancel)
    {
        var target = OutputFile.Of(run, file);
        await using var session = await Session.ConnectAsync(run, cancel);
        var place = await Place.OfAsync(session, cancel);
        var export = await Reading.WhileAsync(
            run,
            session,
            () => session.Get<Exporting>().WriteAsync(cancel)
        );
        await target.WriteAsync(export.Text, cancel);
        run.Voice.Line(place.Heading());
        foreach (var reason in export.LeftOut)
            run.Voice.Line(Markup.Escape($"Left out: {reason}"));
        run.Voice.Line(
            Markup.Escape(
                $"{Counted.Of(export.Products, "product")} and {Counted.Of(export.Prices, "price")} are in {file}."
            )
        );
        run.Voice.Json(
            new JsonObject
            {
                ["file"] = file,
                ["products"] = export.Products,
                ["prices"] = export.Prices,
                ["leftOut"] = Words.Array(export.LeftOut, reason => JsonValue.Create(reason)),
            }
        );
        return export.LeftOut.Count > 0 ? ExitCode.Failed : ExitCode.Done;
    }
}
