using SanityStripeBridge.Benchmarks;

if (args is not ["delay", .. var rest] || rest.Length > 1)
{
    await Console.Error.WriteLineAsync("usage: delay [edits per direction, default 100]");
    return 2;
}
var edits = rest is [var text] ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : 100;
await Delay.MeasureAsync(edits, Console.Out, CancellationToken.None);
return 0;
