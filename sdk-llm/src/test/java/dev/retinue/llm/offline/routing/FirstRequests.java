package dev.retinue.llm.offline.routing;

import dev.retinue.json.Json;
import dev.retinue.llm.offline.routing.Requests.Request;
import java.util.List;

/** The forty requests over the twelve tools of Fixtures on which the first router was tuned. */
public final class FirstRequests {
  private FirstRequests() {}

  private static Request example(String text, String tool, String arguments) {
    return new Request(
        text, List.of(tool), Json.tree(arguments.isEmpty() ? "{}" : arguments.replace('\'', '"')));
  }

  public static final List<Request> TUNED_ON =
      List.of(
          example("What is 17.5% of 1,240?", "calculator", "{'expression':'17.5% of 1,240'}"),
          example("12 * (3 + 4)", "calculator", "{'expression':'12 * (3 + 4)'}"),
          example("How much is 144 divided by 12?", "calculator", "{'expression':'144 / 12'}"),
          example("What time is it in Tokyo?", "datetime", "{'op':'now','zone':'Asia/Tokyo'}"),
          example("What is today's date?", "datetime", "{'op':'now'}"),
          example("Read notes.txt", "file_read", "{'path':'notes.txt'}"),
          example("List the files", "file_list", "{}"),
          example("Which files are in docs/reports?", "file_list", "{'path':'docs/reports'}"),
          example("What's the weather like in Paris?", "get_weather", "{'city':'Paris'}"),
          example("Will it rain in Oslo tomorrow?", "get_weather", "{'city':'Oslo'}"),
          example(
              "Send an email to ada@example.org saying the meeting is moved",
              "send_email",
              "{'to':'ada@example.org','body':'the meeting is moved'}"),
          example(
              "Convert 250 euros to dollars",
              "convert_currency",
              "{'amount':250,'from_currency':'EUR','to_currency':'USD'}"),
          example(
              "Search the web for heron nesting habits",
              "web_search",
              "{'query':'heron nesting habits'}"),
          example(
              "Summarise https://example.com/report.html",
              "web_fetch",
              "{'url':'https://example.com/report.html'}"),
          example(
              "Translate \"good morning\" into French",
              "translate",
              "{'text':'good morning','target_language':'French'}"),
          example("What is the share price of AAPL?", "stock_price", "{'symbol':'AAPL'}"),
          example(
              "Remind me to water the plants on 2026-05-01",
              "create_reminder",
              "{'text':'water the plants on 2026-05-01','date':'2026-05-01'}"),
          example("My name is Ada and I lead the Heron project.", "-", ""),
          example("Hello!", "-", ""),
          example("What is my favourite colour?", "-", ""));

  public static final List<Request> SEEN =
      List.of(
          example("What is 3 to the power of 5?", "calculator", "{'expression':'3 ^ 5'}"),
          example("Please compute sqrt(2) * 10", "calculator", "{'expression':'sqrt(2) * 10'}"),
          example(
              "How many miles is 5 km in miles?", "calculator", "{'expression':'5 km in miles'}"),
          example("Add 12.5 and 7", "calculator", "{'expression':'12.5 + 7'}"),
          example(
              "Tell me the current time in Europe/Berlin",
              "datetime",
              "{'op':'now','zone':'Europe/Berlin'}"),
          example(
              "How many days are between 2026-01-31 and 2026-03-01?",
              "datetime",
              "{'op':'between','value':'2026-01-31','end_date':'2026-03-01'}"),
          example("What does reports/march.md say?", "file_read", "{'path':'reports/march.md'}"),
          example(
              "Show me the first 10 lines of log.txt",
              "file_read",
              "{'path':'log.txt','lines':10}"),
          example("Show all files that match *.csv", "file_list", "{'glob':'*.csv'}"),
          example("How cold is it in Helsinki right now?", "get_weather", "{'city':'Helsinki'}"),
          example(
              "Forecast for San Francisco in fahrenheit",
              "get_weather",
              "{'city':'San Francisco','unit':'fahrenheit'}"),
          example(
              "Write an e-mail to bob@example.com: \"Lunch at noon?\"",
              "send_email",
              "{'to':'bob@example.com','body':'Lunch at noon?'}"),
          example(
              "How many yen do I get for 80 GBP?",
              "convert_currency",
              "{'amount':80,'from_currency':'GBP','to_currency':'JPY'}"),
          example(
              "Look up the latest news about fusion energy",
              "web_search",
              "{'query':'the latest news about fusion energy'}"),
          example(
              "Fetch the page http://example.org/a", "web_fetch", "{'url':'http://example.org/a'}"),
          example(
              "How do you say 'thank you' in Japanese?",
              "translate",
              "{'text':'thank you','target_language':'Japanese'}"),
          example("At what price does TSLA trade?", "stock_price", "{'symbol':'TSLA'}"),
          example(
              "Set an alarm for 2026-07-04 to call mother",
              "create_reminder",
              "{'date':'2026-07-04'}"),
          example("I moved to Lisbon last year.", "-", ""),
          example("Thanks!", "-", ""));
}
