"""What every HTTP answer needs: the limit of a body, headers, assets, the language that is asked for. Stands on bot.rendering."""
