// Words of what is done within a call: guests, transfer, supervisors. Imported by the pages that show them.
import { addMessages } from './index'
import { en } from './incall.en'
import { zh } from './incall.zh'

addMessages(zh, en)
